import { beforeAll, expect, it } from 'vitest'
import type { Post } from '../../../server/features/posts/contract.ts'
import type { Sop } from '../../../server/features/sops/contract.ts'
import { signInCast } from '../../support/factories/cast.ts'
import type { Browser } from '../../support/http-client.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import type { TestService } from '../../support/service.ts'
import { ask, draftPost, goToMorning, look, read, submit, targetsOf } from './post-work.ts'

onBothDatabases('Groups a post is for', (service) => {
  let test: TestService
  let operator: Browser
  let [type, tag] = ['', '']
  let [first, second, plain] = ['', '', '']
  beforeAll(async () => {
    test = service()
    goToMorning(test)
    await signInCast(test)
    operator = await test.signIn('zhoumin')
    const named = async (kind: string, name: string) =>
      (await ask<{ id: string }>(operator, 'POST', '/group-labels', { kind, name })).id
    type = await named('type', '试驾群')
    tag = await named('tag', '活跃')
    const living = await test.database.db.group.findMany({
      where: { dismissedAt: null, externalCount: { gt: 0 } },
      orderBy: { chatId: 'asc' },
    })
    ;[first = '', second = '', plain = ''] = living.map((group) => group.chatId)
    await ask(operator, 'POST', '/group-labelling', { chatIds: [first, second], typeId: type })
    await ask(operator, 'POST', '/group-labelling', { chatIds: [second], add: [tag] })
  })

  const meant = async (audience: object) => {
    const { id } = await draftPost(test, operator, 'groups', {
      content: { text: '本周六试驾专场' },
      audience,
    })
    return (await targetsOf(operator, id)).map((target) => target.targetId).sort()
  }
  const chatIds = () => [first, second, plain]

  it('those of one type, and with one of the tags', async () => {
    expect(await meant({ groupTypeIds: [type] })).toEqual([first, second])
    expect(await meant({ groupTypeIds: [type], groupTagIds: [tag] })).toEqual([second])
  })

  it('left out are those of a type, with a tag, or chosen; one reason is enough', async () => {
    expect(await meant({ chatIds: chatIds() })).toEqual([first, second, plain])
    // A group that was never sorted is of no type, and stays.
    expect(await meant({ chatIds: chatIds(), excludedGroupTypeIds: [type] })).toEqual([plain])
    expect(await meant({ chatIds: chatIds(), excludedGroupTagIds: [tag] })).toEqual([first, plain])
    expect(await meant({ chatIds: chatIds(), excludedChatIds: [first, 'wrNobody'] })).toEqual([second, plain])
    expect(await meant({ chatIds: chatIds(), excludedGroupTagIds: [tag], excludedChatIds: [plain] })).toEqual(
      [first],
    )
    // Chosen and left out at once: left out.
    expect(await meant({ chatIds: [first], excludedChatIds: [first] })).toEqual([])
  })

  it('a group that is sorted after the count is left out when the post starts', async () => {
    const audience = { chatIds: chatIds(), excludedGroupTagIds: [tag] }
    const startsAt = new Date(test.deps.clock.nowMs() + 3_600_000).toISOString()
    const draft = await draftPost(test, operator, 'groups', {
      content: { text: '换季养护' },
      audience,
      startsAt,
    })
    expect(draft.plan.counts).toMatchObject({ planned: 2 })
    await submit(test, operator, draft.id)
    await ask(operator, 'POST', '/group-labelling', { chatIds: [plain], add: [tag] })
    test.advance(3_600_000)
    await test.deps.jobs.drain()
    expect((await targetsOf(operator, draft.id)).map((target) => target.targetId)).toEqual([first])
    await ask(operator, 'POST', '/group-labelling', { chatIds: [plain], remove: [tag] })
    await ask(operator, 'POST', `/posts/${draft.id}/cancel`, {})
  })

  it('a label to leave out that is gone leaves out everybody, and is told', async () => {
    const { id: gone } = await ask<{ id: string }>(operator, 'POST', '/group-labels', {
      kind: 'tag',
      name: '投诉多',
    })
    const audience = { chatIds: chatIds(), excludedGroupTagIds: [gone] }
    const draft = await draftPost(test, operator, 'groups', { content: { text: '周末到店' }, audience })
    expect(draft.problems.audience).toEqual([])
    expect(draft.plan.counts).toMatchObject({ seen: 3 })
    const sop = await ask<Sop>(operator, 'POST', '/sops', { kind: 'group', draft: { audience } })
    expect(sop.problems).not.toContainEqual({ is: 'label-gone' })
    await ask(operator, 'DELETE', `/group-labels/${gone}`)
    const after = await look(test, operator, draft.id)
    expect(after.problems.audience).toEqual([{ is: 'label-gone' }])
    expect(after.plan.counts).toMatchObject({ seen: 0, planned: 0 })
    expect((await operator.send('POST', `/api/v1/posts/${draft.id}/submit`, {})).status).toBe(400)
    expect((await read<Post>(operator, `/posts/${draft.id}`)).state).toBe('draft')
    const { problems } = await read<Sop>(operator, `/sops/${sop.id}`)
    expect(problems).toContainEqual({ is: 'label-gone' })
  })
})
