import { beforeAll, expect, it } from 'vitest'
import type { OwnPosts } from '../../../server/features/posts/own/contract.ts'
import { signInCast } from '../../support/factories/cast.ts'
import type { Browser } from '../../support/http-client.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { ask, DAY, draftPost, goToMorning, HOUR, later, read, submit } from './post-work.ts'

onBothDatabases('What a group gets later today', (service) => {
  let zhoumin: Browser
  let owner: Browser
  let [chatId, otherId]: string[] = []
  beforeAll(async () => {
    goToMorning(service())
    zhoumin = (await signInCast(service())).zhoumin
    const groups = await service().database.db.group.findMany({
      where: { dismissedAt: null, externalCount: { gt: 0 }, status: 0 },
      orderBy: { chatId: 'asc' },
    })
    const [one, two] = groups
    ;[chatId, otherId] = [one?.chatId ?? '', two?.chatId ?? '']
    owner = await service().signIn(one?.ownerUserid ?? '', 'chat')
  })

  const at = (ms: number): string => new Date(service().deps.clock.nowMs() + ms).toISOString()
  const shown = async (): Promise<OwnPosts['items']> =>
    (await read<OwnPosts>(owner, `/groups/${chatId}/posts`)).items
  async function schedule(kind: 'groups' | 'announcement', startsAt: string, chatIds = [chatId ?? '']) {
    const draft = { content: { text: `{{ store.name }}福利 ${kind}` }, audience: { chatIds }, startsAt }
    if (kind === 'announcement') draft.content.text = '周六车主课堂'
    const { id } = await draftPost(service(), zhoumin, kind, draft)
    return id
  }

  it('is shown with its time and words before it is out, and nothing waits for the member', async () => {
    const startsAt = at(2 * HOUR)
    const id = await schedule('groups', startsAt)
    // What nobody has let go is not shown, nor what comes tomorrow, nor what is for another group.
    expect(await shown()).toEqual([])
    await submit(service(), zhoumin, await schedule('groups', at(DAY)))
    await submit(service(), zhoumin, await schedule('groups', startsAt, [otherId ?? '']))
    expect(await shown()).toEqual([])
    await submit(service(), zhoumin, id)
    const notice = await schedule('announcement', at(HOUR))
    await submit(service(), zhoumin, notice)
    const items = await shown()
    expect(items).toMatchObject([
      { postId: notice, kind: 'announcement', state: 'scheduled', text: '周六车主课堂', partId: null },
      { postId: id, kind: 'groups', state: 'scheduled', since: startsAt, partId: null, chatId, size: 1 },
    ])
    expect(items[1]?.text).toMatch(/^[^{]+福利 groups$/)
    expect((await read<OwnPosts>(owner, '/own-posts')).items).toEqual([])

    await later(service(), 2 * HOUR + 60_000)
    expect((await shown()).map((item) => [item.postId, item.state]).sort()).toEqual(
      [
        [id, 'open'],
        [notice, 'open'],
      ].sort(),
    )
    zhoumin = await service().signIn('zhoumin')
    const withdrawn = await schedule('announcement', at(HOUR))
    await submit(service(), zhoumin, withdrawn)
    expect((await shown()).at(-1)).toMatchObject({ postId: withdrawn, state: 'scheduled' })
    await ask(zhoumin, 'POST', `/posts/${withdrawn}/withdraw`, {})
    expect((await shown()).map((item) => item.postId)).not.toContain(withdrawn)
  })
})
