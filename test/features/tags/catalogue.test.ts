import { beforeAll, expect, it } from 'vitest'
import type { CataloguePage } from '../../../server/features/tags/catalogue/contract.ts'
import { syncTags } from '../../../server/features/tags/sync.ts'
import { signInCast, type Cast } from '../../support/factories/cast.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId } from '../../support/service.ts'

const PATH = '/api/v1/tag-catalogue'
const ADD = 'externalcontact/add_corp_tag'
const EDIT = 'externalcontact/edit_corp_tag'
const DELETE = 'externalcontact/del_corp_tag'

onBothDatabases('The catalogue of corp tags', (service) => {
  let cast: Cast
  beforeAll(async () => {
    await service().sync()
    cast = await signInCast(service())
  })

  const page = async () => (await cast.hanyue.get(PATH)).json<CataloguePage>()
  const groupNamed = async (name: string) => (await page()).items.find((group) => group.name === name)
  const changes = async () => (await page()).changes
  const send = async (method: 'POST' | 'PUT', path: string, body: unknown) => {
    const reply = await cast.hanyue.send(method, path, body)
    return { status: reply.status, ...reply.json<{ effectId?: string; tell?: unknown; reason?: string }>() }
  }
  const make = (groupName: string, ...tags: string[]) => send('POST', PATH, { groupName, tags })
  async function settled(): Promise<void> {
    for (let n = 0; n < 3; n++) {
      service().deps.jobs.nudge()
      await service().deps.jobs.drain()
      service().advance(30_000)
    }
  }
  async function made(groupName: string, ...tags: string[]) {
    expect((await make(groupName, ...tags)).status).toBe(202)
    await settled()
    const group = await groupNamed(groupName)
    if (!group) throw new Error(`${groupName} was not made`)
    return group
  }
  const tags = () => service().simulator.world.tags
  const liveGroups = () =>
    tags()
      .groups()
      .filter((group) => !group.deleted)
  /** WeCom is too busy for the next calls: they are made again when the clock has moved on. */
  const keepBusy = (path: string, count: number) =>
    service().simulator.faults.set({ rules: [{ path, errcode: -1, count }] })
  const namesIn = (groupId: string) =>
    tags()
      .tagsOf(groupId)
      .filter((tag) => !tag.deleted)
      .toSorted((a, b) => b.order - a.order)
      .map((tag) => tag.name)
  const expectEqualCopy = async () => {
    const { tally } = await syncTags(service().deps, { corpId })
    expect(tally).toMatchObject({ created: 0, changed: 0, ended: 0 })
  }

  it('are there from WeCom’s answer on, and stand as asked for until then', async () => {
    keepBusy(ADD, 1)
    const { effectId } = await make('购车意向', '高', '中')
    expect(await groupNamed('购车意向')).toBeUndefined()
    expect(await changes()).toMatchObject([
      {
        id: effectId,
        state: expect.stringMatching(/^(planned|calling)$/),
        staffName: '韩越',
        change: { does: 'add', tags: ['高', '中'] },
      },
    ])
    await settled()
    expect((await groupNamed('购车意向'))?.tags.map((tag) => tag.name).toSorted()).toEqual(['中', '高'])
    expect(await changes()).toEqual([])
    expect(liveGroups().some((group) => group.name === '购车意向')).toBe(true)
    await expectEqualCopy()
  })

  it('are renamed and put in order, the copy after WeCom', async () => {
    const { groupId, tags: own } = await made('来源渠道', '甲', '乙', '丙')
    const idOf = (name: string) => own.find((tag) => tag.name === name)?.tagId ?? ''
    keepBusy(EDIT, 3)
    await send('PUT', `${PATH}/${idOf('甲')}/name`, { name: '抖音' })
    await send('PUT', `${PATH}/${groupId}/name`, { name: '渠道' })
    await send('PUT', `${PATH}/order`, { groupId, ids: [idOf('丙'), idOf('甲'), idOf('乙')] })
    expect((await groupNamed('来源渠道'))?.tags.map((tag) => tag.name)).toContain('甲')
    await settled()
    expect((await groupNamed('渠道'))?.tags.map((tag) => tag.name)).toEqual(['丙', '抖音', '乙'])
    expect(namesIn(groupId)).toEqual(['丙', '抖音', '乙'])
    await expectEqualCopy()
    const entries = await service().database.db.auditEntry.findMany({
      where: { corpId, action: { startsWith: 'tag-catalogue-' }, objectId: { in: [groupId, idOf('甲')] } },
    })
    expect(entries.map((entry) => entry.action).toSorted()).toEqual([
      'tag-catalogue-order',
      'tag-catalogue-rename',
      'tag-catalogue-rename',
    ])
  })

  it('are taken from as many customers as was told, and not from more', async () => {
    const { groupId, tags: own } = await made('活动', '露营')
    const [tag] = own
    const follow = await service().database.db.follow.findFirstOrThrow({
      where: { corpId, staffId: await service().staffId('lina'), endedAt: null },
    })
    await cast.lina.send('PUT', `/api/v1/contacts/${follow.externalUserid}/tags`, { add: [tag?.tagId] })
    await settled()
    const held = (await cast.hanyue.get(`${PATH}/${groupId}/holders`)).json()
    expect(held).toMatchObject({ name: '活动', isGroup: true, tags: 1, follows: 1, customers: 1, rules: [] })
    const few = await send('POST', `${PATH}/${groupId}/remove`, { customers: 0 })
    expect(few).toMatchObject({ status: 409, tell: { reason: 'changed-meanwhile', customers: 1 } })
    keepBusy(DELETE, 1)
    expect((await send('POST', `${PATH}/${groupId}/remove`, { customers: 1 })).status).toBe(202)
    const late = await send('PUT', `${PATH}/${groupId}/name`, { name: '活动二' })
    expect(late).toMatchObject({ status: 409, tell: { reason: 'being-removed' } })
    expect(await groupNamed('活动')).toBeDefined()
    await settled()
    expect(await groupNamed('活动')).toBeUndefined()
    expect(liveGroups().map((group) => group.id)).not.toContain(groupId)
    await expectEqualCopy()
  })

  it('stay as they are when the app has not made them, and say so', async () => {
    const before = (await page()).items.find((group) => group.tags.some((tag) => tag.name === '置换'))
    const tag = before?.tags.find((one) => one.name === '置换')
    await send('PUT', `${PATH}/${tag?.tagId}/name`, { name: '换车' })
    await settled()
    expect(await changes()).toMatchObject([{ state: 'failed', errorCode: 60011 }])
    expect((await groupNamed(before?.name ?? ''))?.tags.map((one) => one.name)).toContain('置换')
    const [change] = await changes()
    expect((await send('POST', `/api/v1/effects/${change?.id}/dismiss`, {})).status).toBe(200)
    expect(await changes()).toEqual([])
  })

  it('are refused for a name that is taken, by us or by WeCom', async () => {
    const { groupId } = await made('车色', '白')
    const twin = await send('POST', PATH, { groupId, tags: ['白'] })
    expect(twin).toMatchObject({ status: 409, tell: { reason: 'name-taken', name: '白' } })
    expect(await make('车色', '黑')).toMatchObject({ status: 409, tell: { reason: 'name-taken' } })
    // Made in WeCom a moment ago; we have not heard of it.
    const twinInWecom = { id: 'etTWIN', groupId, name: '灰', createTime: 0, order: 0, deleted: false }
    service().simulator.world.change({ kind: 'tag', tag: twinInWecom })
    await send('POST', PATH, { groupId, tags: ['灰'] })
    await settled()
    expect(await changes()).toMatchObject([{ state: 'refused', errorCode: 40071 }])
    for (const change of await changes()) await send('POST', `/api/v1/effects/${change.id}/dismiss`, {})
    await syncTags(service().deps, { corpId })
  })

  it('are made once when the answer was lost', async () => {
    service().simulator.faults.set({ rules: [{ path: ADD, resetAfterRate: 1, count: 1 }] })
    const group = await made('电池', '换电')
    expect(namesIn(group.groupId)).toEqual(['换电'])
    expect(liveGroups().filter((one) => one.name === '电池')).toHaveLength(1)
    service().simulator.faults.set({ rules: [{ path: EDIT, resetAfterRate: 1, count: 1 }] })
    await send('PUT', `${PATH}/${group.tags[0]?.tagId}/name`, { name: '充换电' })
    await settled()
    expect(namesIn(group.groupId)).toEqual(['充换电'])
    expect(await changes()).toEqual([])
    await expectEqualCopy()
  })

  it('are not removed while a rule gives them', async () => {
    const { tags: own } = await made('自动', '按规则')
    const tagId = own[0]?.tagId ?? ''
    const { db } = service().database
    const rule = await db.tagRule.findFirstOrThrow({ where: { corpId } })
    await db.tagRule.update({
      where: { corpId_id: { corpId, id: rule.id } },
      data: { wecomTagId: tagId, isEnabled: true },
    })
    const refused = await send('POST', `${PATH}/${tagId}/remove`, { customers: 0 })
    expect(refused).toMatchObject({ status: 409, tell: { reason: 'given-by-rules', rules: [rule.name] } })
  })
})
