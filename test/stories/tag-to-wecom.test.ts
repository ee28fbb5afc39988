import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { EffectPage, EffectRow } from '../../server/features/effects/contract.ts'
import type { CustomerPanel } from '../../server/features/panel/contract.ts'
import type { TagCatalogue, TagsChanged } from '../../server/features/tags/contract.ts'
import type { Browser } from '../support/http-client.ts'
import type { TestService } from '../support/service.ts'
import { read, seenAfter, send } from './ask.ts'
import { customersOf, startStory, tellSimulator } from './story.ts'

const MARK = 'externalcontact/mark_tag'

let service: TestService
let lina: Browser
let tagId: string
let tagName: string
beforeAll(async () => {
  service = await startStory()
  lina = await service.signIn('lina', 'chat')
  const { groups } = await read<TagCatalogue>(lina, '/tags')
  const tag = groups.flatMap((group) => group.tags).find((one) => one.name === '改装')
  tagId = tag?.tagId ?? ''
  tagName = tag?.name ?? ''
})
afterAll(() => service.close())
beforeEach(() => service.simulator.calls.reset())

/** A customer of 李娜 without the tag; each test takes its own. */
function untagged(nth: number): string {
  const without = customersOf(service, 'lina').filter((id) => !trueTags(id).includes(tagId))
  return without[nth] ?? ''
}
const trueTags = (id: string): string[] => service.simulator.world.follows.find('lina', id)?.tagIds ?? []
const put = (id: string, edit: { add?: string[]; remove?: string[] }) =>
  send<TagsChanged>(lina, 'PUT', `/contacts/${id}/tags`, edit)
const shown = async (id: string) =>
  (await read<CustomerPanel>(lina, `/panel/contacts/${id}`)).tags.map((tag) => tag.name)
const effect = (id: string | null) => read<EffectRow>(lina, `/effects/${id}`)

describe('a tag set in the sidebar', () => {
  it('is shown at once and is in WeCom a moment later', async () => {
    const id = untagged(0)
    const { effectId, tags } = await put(id, { add: [tagId] })
    expect(tags.map((tag) => tag.name)).toContain(tagName)
    expect(await shown(id)).toContain(tagName)
    expect(trueTags(id)).not.toContain(tagId)
    await seenAfter(async () => trueTags(id).includes(tagId))
    await seenAfter(async () => (await effect(effectId)).state === 'done')
    expect(service.simulator.calls.of(MARK)).toBe(1)
  })

  it('costs no call when it is undone in time', async () => {
    const id = untagged(0)
    const { effectId } = await put(id, { add: [tagId] })
    expect(await put(id, { remove: [tagId] })).toMatchObject({ effectId: null })
    await service.deps.jobs.drain()
    service.advance(10_000)
    await service.deps.jobs.drain()
    expect(await shown(id)).not.toContain(tagName)
    expect((await effect(effectId)).state).toBe('cancelled')
    expect(service.simulator.calls.of(MARK)).toBe(0)
  })

  it('goes back when WeCom refuses it, and the refusal stands in the list with its reason', async () => {
    const id = untagged(0)
    await tellSimulator(service, '/sim/faults', { rules: [{ path: MARK, errcode: 40068, count: 1 }] })
    const { effectId } = await put(id, { add: [tagId] })
    expect(await shown(id)).toContain(tagName)
    await seenAfter(async () => (await effect(effectId)).state === 'refused')
    expect(await shown(id)).not.toContain(tagName)
    const { items } = await read<EffectPage>(lina, '/effects?state=refused')
    expect(items).toMatchObject([
      { id: effectId, kind: 'tag', objectId: id, errorCode: 40068, staffName: '李娜' },
    ])
    expect(trueTags(id)).not.toContain(tagId)
  })
})
