import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { features } from '../../server/features/index.ts'
import { startTestService, type TestService } from '../support/service.ts'
import {
  EFFECTS,
  POSTS,
  PROPOSALS,
  REGISTRIES,
  SENDERS,
  SITUATIONS,
  STEPS,
  TASKS,
  type Row,
  type Situation,
} from './outgoing.ts'
import { openWays, proposalsOfOptedOut, type Ways } from './outgoing-ways.ts'

const FEATURES = resolve(import.meta.dirname, '../../server/features')
let service: TestService
let ways: Ways
beforeAll(async () => {
  service = await startTestService()
  ways = await openWays(service)
})
afterAll(() => service.close())

/** Files below features/ that hold it, but for the one that defines it. */
function filesWith(text: RegExp): string[] {
  return readdirSync(FEATURES, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => text.test(readFileSync(file, 'utf8')))
    .map((file) => relative(FEATURES, file))
    .sort()
}

it('names every way on which something goes out, as the code itself lists them', () => {
  const kinds = features.flatMap((feature) => Object.keys(feature.effects?.(service.deps) ?? {}))
  expect(Object.keys(EFFECTS).sort()).toEqual(kinds.sort())
  expect(Object.keys(POSTS)).toEqual([...REGISTRIES.POST_KINDS])
  expect(Object.keys(STEPS)).toEqual([...REGISTRIES.SOP_KINDS])
  expect(Object.keys(PROPOSALS)).toEqual([...REGISTRIES.ACTION_RULES])
  expect(Object.keys(TASKS).sort()).toEqual(filesWith(/\bopenTasks\(/))
})

it('knows every place that asks WeCom to bring a message to somebody', () => {
  const asks = /\.sendAppMessage\(|\.sendWelcome\(|roupMessages\.(create|remind)\(|omentTasks\.create\(/
  expect(filesWith(asks)).toEqual(Object.keys(SENDERS).sort())
  for (const kind of Object.values(SENDERS)) expect(EFFECTS).toHaveProperty(kind)
})

it('says why, wherever the gate is not asked', () => {
  const rows: Row[] = [EFFECTS, POSTS, STEPS, PROPOSALS, TASKS].flatMap((table) => Object.values(table))
  const answers = rows.flatMap((row) => ('free' in row ? [row] : Object.values(row)))
  for (const answer of answers) if ('free' in answer) expect(answer.free.length).toBeGreaterThan(20)
})

/** What the table says of a situation; null: nothing stands against it. */
const said = (row: Row | undefined, situation: Situation | null): string | null => {
  if (row === undefined || 'free' in row || situation === null) return null
  const answer = row[situation]
  return 'refusal' in answer ? answer.refusal : null
}

it.each([null, ...SITUATIONS])('asks the one gate on each of them: %s', async (situation) => {
  await ways.begin()
  const found: Record<string, string | null> = { 'post-message': await ways.call(situation) }
  const wanted: Record<string, string | null> = { 'post-message': said(EFFECTS['post-message'], situation) }
  for (const kind of ['customers', 'groups'] as const) {
    await ways.begin()
    found[kind] = await ways.post(kind, situation)
    wanted[kind] = said(POSTS[kind], situation)
  }
  await ways.begin()
  await ways.arise(situation)
  for (const kind of REGISTRIES.SOP_KINDS) {
    found[`step of a ${kind}`] = await ways.step(kind)
    wanted[`step of a ${kind}`] = said(STEPS[kind], situation)
  }
  found['ladder'] = await ways.ladder()
  wanted['ladder'] = said(TASKS['standing/ladder.ts'], situation)
  const panel = await ways.panel()
  const optedOut = situation === 'opted-out' ? proposalsOfOptedOut() : null
  for (const rule of REGISTRIES.ACTION_RULES) {
    found[rule] = optedOut === null ? panel : (optedOut[rule] ?? null)
    wanted[rule] = said(PROPOSALS[rule], situation)
  }
  expect(found).toEqual(wanted)
})

it('counts a mass message for a task of the win-back ladder as well: it is the same gate', async () => {
  await ways.begin()
  expect(await ways.ladder()).toBeNull()
  expect(await ways.post('customers', null)).toBeNull()
  expect(await ways.ladder()).toBe('day-cap')
})
