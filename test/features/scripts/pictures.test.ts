import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { mediaIdOf, readImage, storeImage } from '../../../server/features/scripts/script-image.ts'
import { DEMO_CREDENTIALS, startSimulator, type Simulator } from '../../../server/simulator/index.ts'
import { createBudget, createWecom, memoryTokenStore, type Wecom } from '../../../server/wecom/index.ts'
import { openTestDatabase, type TestDatabase } from '../../support/database.ts'
import { type Bench, CORP, openBench } from '../orders/desk.ts'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=',
  'base64',
)
const SCRIPT = { corpId: CORP, id: 'PICTURE' }

let simulator: Simulator
let database: TestDatabase
let bench: Bench
let wecom: Wecom
beforeEach(async () => {
  simulator = await startSimulator({ port: 0, contacts: 5 })
  database = await openTestDatabase()
  const plain = await openBench(database, [])
  wecom = createWecom({
    ...DEMO_CREDENTIALS,
    baseUrl: simulator.origin,
    tokens: memoryTokenStore(),
    budget: createBudget({
      perMinute: 1000,
      perHour: 1000,
      interactiveShare: 0.2,
      maxConcurrency: 2,
      now: () => plain.clock.nowMs(),
      sleep: (ms) => plain.clock.sleep(ms),
    }),
    now: () => plain.clock.nowMs(),
    sleep: (ms) => plain.clock.sleep(ms),
  })
  bench = { ...plain, wecomOf: () => wecom }
  const at = bench.clock.now()
  const text = { title: '活动海报', kind: 'image', body: '', search: '', isEnabled: true, version: 1 }
  await database.db.script.create({
    data: { ...SCRIPT, categoryId: 'C', ...text, createdAt: at, updatedAt: at },
  })
})
afterEach(async () => {
  wecom.close()
  await bench.close()
  await database.close()
  await simulator.close()
})

const uploads = () => simulator.calls.of('media/upload')

it('a picture is kept as it came, and only pictures are', async () => {
  await expect(
    storeImage(bench, SCRIPT, Readable.from([Buffer.from('<svg onload="x"/>')])),
  ).rejects.toMatchObject({
    kind: 'invalid-input',
  })
  await storeImage(bench, SCRIPT, Readable.from([PNG.subarray(0, 20), PNG.subarray(20)]))
  const image = await readImage(bench, SCRIPT)
  expect(image.contentType).toBe('image/png')
  expect(Buffer.from(image.bytes).equals(PNG)).toBe(true)
  expect(await database.db.script.findFirst()).toMatchObject({ version: 2 })
})

it('is uploaded to WeCom once, and again before WeCom forgets it after three days', async () => {
  await storeImage(bench, SCRIPT, Readable.from([PNG]))
  const first = await mediaIdOf(bench, SCRIPT)
  bench.clock.advance(59 * 3_600_000)
  expect(await mediaIdOf(bench, SCRIPT)).toBe(first)
  expect(uploads()).toBe(1)
  bench.clock.advance(2 * 3_600_000)
  expect(await mediaIdOf(bench, SCRIPT)).not.toBe(first)
  expect(uploads()).toBe(2)
})

it('a script without a picture has no media', async () => {
  await expect(mediaIdOf(bench, SCRIPT)).rejects.toMatchObject({ kind: 'not-found' })
})
