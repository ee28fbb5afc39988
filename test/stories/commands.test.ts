import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { expect, it, onTestFinished } from 'vitest'
import { startSimulator, type Simulator } from '../../server/simulator/index.ts'
import { openDatabase } from '../../server/platform/db/index.ts'
import { realSettings, runCommand, startProcess } from './process.ts'
import './ask.ts'

const IMPORT = 'server/cli/import.ts'
const SYNC = 'server/cli/sync.ts'
const ORDERS = [
  '订单号,下单时间,类型,金额,退款,状态,门店,项目,手机号,姓名,车牌,车型,会员号,里程',
  'A1,2026-01-05 10:20,新车交付,238800.00,0,已完成,浦东店,澜岳 S7,13800006721,林晓雨,沪AD12345,S7,,8',
  'A2,2026-03-02 15:40,保养,680.00,0,已完成,浦东店,首次保养,13800006721,林晓雨,沪AD12345,S7,,5120',
  'A3,某天,保养,500.00,0,已完成,浦东店,首次保养,13800006721,林晓雨,,,,',
]

async function startCompany(): Promise<{
  simulator: Simulator
  settings: Record<string, string>
  file: string
}> {
  const simulator = await startSimulator({ port: 0, contacts: 60, groups: 4, limits: false })
  onTestFinished(() => simulator.close())
  const folder = await mkdtemp(join(tmpdir(), 'liuke-story-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'orders.csv')
  await writeFile(file, iconv.encode(`${ORDERS.join('\r\n')}\r\n`, 'gbk'))
  return { simulator, settings: await realSettings(simulator.origin), file }
}

async function stored(settings: Record<string, string>) {
  const url = settings['DATABASE_URL'] ?? ''
  const database = await openDatabase({ url, log: { warn: () => undefined }, as: 'guest' })
  const { db } = database
  const counts = {
    orders: await db.order.count(),
    linked: await db.order.count({ where: { customerId: { not: null } } }),
    contacts: await db.contact.count(),
  }
  await database.close()
  return counts
}

it('the commands work alone, and beside a service they hand the work over and say how it ended', async () => {
  const { simulator, settings, file } = await startCompany()
  const synced = await runCommand(SYNC, [], settings)
  expect(synced).toMatchObject({ code: 0, stderr: '' })
  expect(synced.stdout).toMatch(/^客户　　 █{24} \d+\/\d+ 新增 \d+$/m)
  expect(synced.stdout).toMatch(/^同步完成，接口调用 \d+ 次$/m)
  const people = new Set([...simulator.truth.rows('follows')].map((row) => row['externalUserid']))
  expect((await stored(settings)).contacts).toBe(people.size)

  const checked = await runCommand(IMPORT, ['orders', file, '--dry-run', '--json'], settings)
  expect(checked).toMatchObject({ code: 0, stderr: '' })
  const numbers = { state: 'done', isDryRun: true, fileName: 'orders.csv', newRows: 2, badRows: 1 }
  expect(JSON.parse(checked.stdout)).toMatchObject(numbers)
  expect((await stored(settings)).orders).toBe(0)

  await startProcess(settings)
  const imported = await runCommand(IMPORT, ['orders', file], settings)
  expect(imported).toMatchObject({ code: 0, stderr: '' })
  expect(imported.stdout).toMatch(
    /^Imported orders\.csv\n {2}rows 3: new 2, .*, refused 1; with a customer 2$/m,
  )
  expect(imported.stdout).toMatch(/^ {2}line 4 下单时间: .*某天$/m)
  expect(await stored(settings)).toMatchObject({ orders: 2, linked: 2 })

  simulator.corp.callable = false
  const refused = await runCommand(SYNC, ['--reconcile'], settings)
  expect(refused.code).toBe(1)
  expect(refused.stdout).toMatch(/^同步失败：.*48002/m)
})

it('a command that is called wrongly says how it is called', async () => {
  const settings = await realSettings('http://127.0.0.1:9')
  const wrong = await runCommand(IMPORT, [], settings)
  expect(wrong).toMatchObject({ code: 2, stdout: '' })
  expect(wrong.stderr).toMatch(/npm run import -- orders\|.* FILE\.csv/)
})
