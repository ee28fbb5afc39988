import { beforeAll, expect, it } from 'vitest'
import type { GroupRow } from '../../../server/features/groups/contract.ts'
import type { LabelList } from '../../../server/features/groups/labels/contract.ts'
import { signInCast, type Cast } from '../../support/factories/cast.ts'
import { foundGroup } from '../../support/factories/possessions.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId } from '../../support/service.ts'
import { walk } from '../../support/walk.ts'

const LABELS = '/api/v1/group-labels'
const LABELLING = '/api/v1/group-labelling'

onBothDatabases('Types and tags of groups', (service) => {
  let cast: Cast
  let chatId: string
  let foreign: string
  beforeAll(async () => {
    chatId = foundGroup(service(), 'lina', '新能源 1 群')
    foreign = foundGroup(service(), 'wanglei', '浦西 1 群')
    await service().sync()
    cast = await signInCast(service())
  })

  const labels = async (person: keyof Cast['userids'] = 'zhoumin') =>
    (await cast[person].get(LABELS)).json<LabelList>().items
  const make = async (kind: 'type' | 'tag', name: string) =>
    (await cast.zhoumin.send('POST', LABELS, { kind, name })).json<{ id: string }>().id
  const rowOf = async (id: string, query = '') =>
    (await walk<GroupRow>(cast.hanyue, `/api/v1/groups?limit=3${query}`)).rows.find(
      (row) => row.chatId === id,
    )
  const audit = (objectId: string) =>
    service().database.db.auditEntry.findMany({ where: { corpId, objectId }, orderBy: { id: 'asc' } })

  it('begin with those of a car dealer, once', async () => {
    expect((await labels()).map((row) => [row.kind, row.name, row.groups])).toContainEqual([
      'type',
      '新能源车主',
      0,
    ])
  })

  it('are given to groups, found by, counted within the scope, and every change is on record', async () => {
    const typeId = (await labels()).find((row) => row.name === '新能源车主')?.id ?? ''
    const tagId = await make('tag', '活跃')
    const body = { chatIds: [chatId], typeId, add: [tagId] }
    expect((await cast.xuli.send('POST', LABELLING, body)).json()).toEqual({ changed: 1 })
    expect((await cast.xuli.send('POST', LABELLING, body)).json()).toEqual({ changed: 0 })
    expect(await rowOf(chatId)).toMatchObject({
      type: { id: typeId, name: '新能源车主' },
      tags: [{ id: tagId, name: '活跃' }],
    })
    const only = async (query: string) =>
      (await walk<GroupRow>(cast.hanyue, `/api/v1/groups?${query}`)).rows.map((row) => row.chatId)
    expect(await only(`typeId=${typeId}`)).toEqual([chatId])
    expect(await only(`tagId=${tagId}`)).toEqual([chatId])
    expect(await only('typeId=none')).not.toContain(chatId)
    const countOf = async (person: keyof Cast['userids']) =>
      (await labels(person)).find((row) => row.id === typeId)?.groups
    expect([await countOf('zhoumin'), await countOf('xuli'), await countOf('puxi')]).toEqual([1, 1, 0])
    const [entry, ...more] = await audit(chatId)
    expect(more).toEqual([])
    expect(entry).toMatchObject({
      action: 'group-labels-set',
      staffId: await service().staffId('xuli'),
      detailJson: JSON.stringify({
        before: { typeId: null, tagIds: [] },
        after: { typeId, tagIds: [tagId] },
      }),
    })
    // A sync knows nothing of them and leaves them alone.
    service().simulator.actions('rename-group', { chatId, name: '新能源 01 群' })
    await service().sync()
    expect(await rowOf(chatId)).toMatchObject({ name: '新能源 01 群', type: { id: typeId } })
  })

  it('are not given beyond the scope: all or none', async () => {
    const tagId = await make('tag', '只在浦东')
    const body = { chatIds: [chatId, foreign], add: [tagId] }
    expect((await cast.xuli.send('POST', LABELLING, body)).status).toBe(404)
    expect((await rowOf(chatId))?.tags.map((tag) => tag.name)).not.toContain('只在浦东')
    const typeId = (await labels()).find((row) => row.kind === 'type')?.id
    const wrong = { chatIds: [chatId], add: [typeId] }
    expect((await cast.zhoumin.send('POST', LABELLING, wrong)).json()).toMatchObject({
      tell: { reason: 'unknown-label' },
    })
  })

  it('have names of their own, may be renamed, and leave the groups when they are removed', async () => {
    const id = await make('type', '老客俱乐部')
    const again = await cast.zhoumin.send('POST', LABELS, { kind: 'type', name: '老客俱乐部' })
    expect([again.status, again.json()]).toMatchObject([409, { tell: { reason: 'name-taken' } }])
    await cast.zhoumin.send('POST', LABELLING, { chatIds: [foreign], typeId: id })
    await cast.zhoumin.send('PUT', `${LABELS}/${id}`, { name: '老客会' })
    expect(await rowOf(foreign)).toMatchObject({ type: { name: '老客会' } })
    expect((await cast.zhoumin.send('DELETE', `${LABELS}/${id}`)).status).toBe(200)
    expect(await rowOf(foreign)).toMatchObject({ type: null })
    expect((await audit(id)).map((row) => row.action)).toEqual([
      'group-label-made',
      'group-label-renamed',
      'group-label-removed',
    ])
    expect(await make('type', '老客会')).not.toBe(id)
  })

  it('show who came and went in 30 days', async () => {
    const before = await rowOf(chatId)
    expect(before).toMatchObject({ joined: 5, left: 0, health: 'growing' })
    const [leaver] = await service().database.db.groupMember.findMany({
      where: { corpId, chatId, type: 2, leftAt: null },
      take: 1,
    })
    service().advance(31 * 86_400_000)
    service().simulator.actions('leave-group', { chatId, memberIds: [leaver?.memberId] })
    await service().sync()
    cast = await signInCast(service())
    expect(await rowOf(chatId)).toMatchObject({ joined: 0, left: 1, health: 'shrinking' })
  })
})
