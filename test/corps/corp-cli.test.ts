import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { addCorp } from '../../server/corps/add-corp.ts'
import { rotateCorp } from '../../server/corps/rotate-corp.ts'
import { UsageError } from '../../server/platform/usage-error.ts'
import { isWecomError } from '../../server/wecom/index.ts'
import { corpId as homeId, startTestService, type TestService } from '../support/service.ts'
import { addSister, SISTER, sisterSecrets, type SisterCorp } from '../support/sister-corp.ts'

let service: TestService
let sister: SisterCorp
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liuke-corps-'))
  service = await startTestService({ isSynced: false })
  sister = await addSister(service, { seed: 3, contacts: 10, staff: 7, groups: 1 })
})
afterAll(async () => {
  await sister.close()
  await service.close()
  await rm(folder, { recursive: true })
})

async function secretsFile(text: string): Promise<string> {
  const file = join(folder, 'secrets')
  await writeFile(file, text)
  return file
}

const row = () => service.database.db.corp.findUniqueOrThrow({ where: { corpId: SISTER.corpId } })
const url = () => `${service.address}/wecom/callback/${SISTER.corpId}`
/** WeCom, whose page has been saved with this pair, checks the address. */
function checkWith(token: string, encodingAesKey: string) {
  Object.assign(sister.simulator.corp.keys, { token, encodingAesKey })
  return sister.simulator.callbacks.setUrl(url())
}

it('a corp that is added has its library and its first sync, and lies sealed in the database', async () => {
  const { corpId } = SISTER
  const { db } = service.database
  expect(await db.scriptCategory.count({ where: { corpId } })).toBeGreaterThan(0)
  const run = await db.syncRun.findFirstOrThrow({ where: { corpId } })
  expect([run.kind, run.trigger]).toEqual(['full', 'cli'])
  const stored = JSON.stringify(await row())
  for (const secret of [SISTER.agentSecret, SISTER.directorySecret, SISTER.callbackAesKey])
    expect(stored).not.toContain(secret)
})

it('a corp whose secret WeCom refuses is not stored', async () => {
  const file = await secretsFile(sisterSecrets.replace(SISTER.agentSecret, 'WRONG'))
  // The other simulator knows neither this corp id nor the secret.
  const args = ['--id', 'wwthird00fake0003', '--name', '三', '--agent-id', '5', '--secrets', file]
  const refused = await addCorp(service.deps, args).catch((error: unknown) => error)
  expect(isWecomError(refused, 'denied')).toBe(true)
  expect(await service.deps.corps.read('wwthird00fake0003')).toBeNull()
  expect(await service.database.db.corp.count()).toBe(2)
})

it.each([
  [['--id', 'x'], /corp id[\s\S]*company’s name[\s\S]*AgentId/],
  [['--id', homeId, '--name', 'n', '--agent-id', '1'], /is here already/],
  [['--id', 'wwthird00fake0003', '--name', 'n', '--agent-id', '1'], /CORP_AGENT_SECRET.*NAME_FILE/],
])('a wrong call (%j) says what to give', async (args, says) => {
  const file = await secretsFile('')
  const wrong = await addCorp(service.deps, [...args, '--secrets', file]).catch((error: unknown) => error)
  expect(wrong).toBeInstanceOf(UsageError)
  expect(String(wrong)).toMatch(says)
})

it('a callback pair is exchanged without losing an event: both open until the old one is dropped', async () => {
  const { corpId } = SISTER
  const fresh = { token: 'NextToken', encodingAesKey: 'Q'.repeat(42) + 'A' }
  expect(await checkWith(SISTER.callbackToken, SISTER.callbackAesKey)).toEqual({ ok: true })
  expect(await checkWith(fresh.token, fresh.encodingAesKey)).toMatchObject({ ok: false })
  const file = await secretsFile(
    `CORP_CALLBACK_TOKEN=${fresh.token}\nCORP_CALLBACK_AES_KEY=${fresh.encodingAesKey}\n`,
  )
  const rotated = await rotateCorp(service.deps, ['--id', corpId, '--callback', '--secrets', file])
  expect(rotated).toEqual({ corpId, rotated: ['callback'], callbackPairs: 2 })
  expect(await checkWith(SISTER.callbackToken, SISTER.callbackAesKey)).toEqual({ ok: true })
  expect(await checkWith(fresh.token, fresh.encodingAesKey)).toEqual({ ok: true })
  await rotateCorp(service.deps, ['--id', corpId, '--finish', '--secrets', file])
  expect(await checkWith(fresh.token, fresh.encodingAesKey)).toEqual({ ok: true })
  expect(await checkWith(SISTER.callbackToken, SISTER.callbackAesKey)).toMatchObject({ ok: false })
})

it('a new secret is proved before it replaces the old one, and is used at once', async () => {
  const { corpId } = SISTER
  const file = await secretsFile('CORP_AGENT_SECRET=NEW-SECRET')
  const args = ['--id', corpId, '--secret', '--secrets', file]
  const before = await row()
  expect(isWecomError(await rotateCorp(service.deps, args).catch((error: unknown) => error), 'denied')).toBe(
    true,
  )
  expect(await row()).toEqual(before)
  const app = sister.simulator.corp.apps.find((one) => one.kind === 'app')
  if (app) app.secret = 'NEW-SECRET'
  sister.simulator.tokens.revoke()
  await rotateCorp(service.deps, args)
  await expect(service.deps.wecomOf(corpId).contacts.listFollowUsers()).resolves.not.toEqual([])
})

it('the corp of the environment is changed in the environment', async () => {
  const wrong = await rotateCorp(service.deps, ['--id', homeId, '--finish']).catch((error: unknown) => error)
  expect(String(wrong)).toMatch(/described by the environment/)
})
