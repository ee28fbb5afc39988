import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { hasRealCompany, readDemoPorts, readSettings } from '../../config/env.ts'

const good = {
  LIUKE_ORIGIN: 'https://crm.example.com',
  LIUKE_SEALING_KEY: Buffer.alloc(32, 1).toString('base64'),
  WECOM_CORP_ID: 'ww0123456789abcdef',
  WECOM_AGENT_ID: '1000002',
  WECOM_AGENT_SECRET: 'agent-secret',
  WECOM_CALLBACK_TOKEN: 'Token1',
  WECOM_CALLBACK_AES_KEY: 'a'.repeat(43),
}
const problemsOf = (source: NodeJS.ProcessEnv): string[] => {
  const read = readSettings(source)
  return 'problems' in read ? read.problems : []
}

it('Settings that are right are read, with defaults for what is left out', () => {
  const read = readSettings({ ...good, LIUKE_ADMINS: 'hanyue, xuli', PORT: '', UNRELATED: 'x' })
  expect(read).toMatchObject({
    settings: {
      PORT: 3000,
      HOST: '127.0.0.1',
      DATABASE_URL: 'file:./data/liuke.db',
      LIUKE_ROLE: 'all',
      LIUKE_ADMINS: ['hanyue', 'xuli'],
      WECOM_AGENT_ID: 1_000_002,
      WECOM_API_BASE: 'https://qyapi.weixin.qq.com',
    },
  })
})

it('Without settings the whole list of what is missing is told, each with its fix', () => {
  const problems = problemsOf({})
  expect(problems.map((line) => line.split(':')[0]).sort()).toEqual(Object.keys(good).sort())
  for (const line of problems) expect(line).toMatch(/^\w+: is missing; \S+/)
})

it.each([
  ['PORT', '70000', 'between 0 and 65535'],
  ['PORT', 'web', 'must be a port number'],
  ['PORT', '3000.5', 'must be a port number'],
  ['DATABASE_URL', 'mysql://db/liuke', 'must start with file: or postgres://'],
  ['LIUKE_ORIGIN', 'crm.example.com', 'scheme and host'],
  ['LIUKE_ORIGIN', 'https://crm.example.com/', 'without a path'],
  ['LIUKE_ORIGIN', 'https://crm.example.com/app', 'without a path'],
  ['LIUKE_ORIGIN', 'ftp://crm.example.com', 'https://'],
  ['LIUKE_SEALING_KEY', 'short', 'openssl rand -base64 32'],
  ['LIUKE_ROLE', 'boss', 'must be all, web or worker'],
  ['LOG_LEVEL', 'loud', 'must be trace, debug'],
  ['LIUKE_DEMO_HOST', 'https://evil.example', 'for the demo on this machine only'],
  ['LIUKE_DEMO_HOST', 'http://127.0.0.1.evil.example:8080', 'for the demo on this machine only'],
  ['WECOM_CORP_ID', 'a b', '企业信息'],
  ['WECOM_AGENT_ID', 'app', 'AgentId number'],
  ['WECOM_AGENT_ID', '-3', 'AgentId number'],
  ['WECOM_AGENT_ID', '1.5', 'AgentId number'],
  ['WECOM_CALLBACK_TOKEN', 'with space', 'up to 32 letters and digits'],
  ['WECOM_CALLBACK_AES_KEY', 'a'.repeat(42), '43 letters and digits'],
  ['WECOM_CALLBACK_AES_KEY_OLD', 'x', '43 letters and digits'],
  ['WECOM_DOMAIN_PROOF', '../../etc/passwd', 'WW_verify_'],
  ['WECOM_API_BASE', 'not an address', 'scheme and host'],
])('%s = %s is refused with what it must be', (name, value, text) => {
  const problems = problemsOf({ ...good, [name]: value })
  expect(problems).toHaveLength(1)
  expect(problems[0]).toMatch(new RegExp(`^${name}: `))
  expect(problems[0]).toContain(text)
})

it('Everything that is wrong is told at once, and no secret is', () => {
  const secret = 'NOT-A-KEY-BUT-SECRET'
  const problems = problemsOf({ ...good, PORT: 'x', LIUKE_ROLE: 'y', LIUKE_SEALING_KEY: secret })
  expect(problems.map((line) => line.split(':')[0])).toEqual(['PORT', 'LIUKE_SEALING_KEY', 'LIUKE_ROLE'])
  expect(problems.join()).not.toContain(secret)
})

it('A secret may come from a file; one that cannot be read is told with its path', () => {
  const folder = mkdtempSync(join(tmpdir(), 'liuke-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'agent-secret')
  writeFileSync(file, 'from-a-file\n')
  const { WECOM_AGENT_SECRET: _, ...rest } = good
  expect(readSettings({ ...rest, WECOM_AGENT_SECRET_FILE: file })).toMatchObject({
    settings: { WECOM_AGENT_SECRET: 'from-a-file' },
  })
  const both = { ...good, WECOM_AGENT_SECRET_FILE: file }
  expect(readSettings(both)).toMatchObject({ settings: { WECOM_AGENT_SECRET: 'agent-secret' } })
  expect(problemsOf({ ...rest, WECOM_AGENT_SECRET_FILE: join(folder, 'nothing') })).toEqual([
    expect.stringContaining(`cannot read ${join(folder, 'nothing')}`),
  ])
})

it('A corp id makes it the real company; the demo takes only ports, size and folder', () => {
  expect([hasRealCompany({}), hasRealCompany({ WECOM_CORP_ID: '' }), hasRealCompany(good)]).toEqual([
    false,
    false,
    true,
  ])
  expect(readDemoPorts({ PORT: '3001' })).toMatchObject({
    servicePort: 3001,
    simulatorPort: 3900,
    contacts: 2000,
  })
  expect(readDemoPorts({ PORT: 'x', SIMULATOR_CONTACTS: '0' })).toMatchObject({
    problems: [expect.stringContaining('PORT'), expect.stringContaining('SIMULATOR_CONTACTS')],
  })
})

it('SQLite is refused for a process that does not do all, and PostgreSQL is not', () => {
  const [problem = ''] = problemsOf({ ...good, LIUKE_ROLE: 'worker' })
  expect(problem).toMatch(/^LIUKE_ROLE: is worker, but a SQLite company is one process .* postgres:/)
  const DATABASE_URL = 'postgres://liuke@127.0.0.1/liuke'
  expect(problemsOf({ ...good, LIUKE_ROLE: 'worker', DATABASE_URL })).toEqual([])
  expect(problemsOf({ ...good, DATABASE_POOL_SIZE: '1' })[0]).toContain('at least 2')
})
