import { beforeAll, expect, it } from 'vitest'
import type {
  MomentCustomerPage,
  MomentPublisherPage,
  MomentReactionPage,
  MomentResults,
} from '../../../server/features/posts/results/contract.ts'
import { signInCast, type Cast } from '../../support/factories/cast.ts'
import type { Browser } from '../../support/http-client.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId, type TestService } from '../../support/service.ts'
import { draftPost, goToMorning, HOUR, later, read, settle, ask, submit, tasksOf } from './post-work.ts'

onBothDatabases('Who can see a moment', (service) => {
  let test: TestService
  let cast: Cast
  let postId = ''
  let momentId = ''
  let linaId = ''
  beforeAll(async () => {
    test = service()
    goToMorning(test)
    cast = await signInCast(test)
    linaId = await test.staffId('lina')
    const draft = await draftPost(test, cast.zhoumin, 'moment', { content: { text: '到店试驾' } })
    postId = draft.id
    await submit(test, cast.zhoumin, postId)
    await later(test, 60_000)
    momentId = (await tasksOf(test, postId))[0]?.msgid ?? ''
    for (const userid of ['lina', 'wanglei']) test.simulator.actions('confirm-moment', { momentId, userid })
  })

  const results = () => read<MomentResults>(cast.hanyue, `/posts/${postId}/moment`)
  const publishers = async (query = '', by = cast.hanyue) =>
    (await read<MomentPublisherPage>(by, `/posts/${postId}/moment/publishers?limit=100${query}`)).items
  async function everyPage<Row>(path: string, by: Browser): Promise<Row[]> {
    const items: Row[] = []
    let cursor = ''
    do {
      const page = await read<{ items: Row[]; nextCursor: string | null }>(
        by,
        `/posts/${postId}/moment/${path}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
      )
      items.push(...page.items)
      cursor = page.nextCursor ?? ''
    } while (cursor !== '')
    return items
  }
  const customers = (query = '', by = cast.hanyue) =>
    everyPage<MomentCustomerPage['items'][number]>(`customers?limit=7${query}`, by)
  const reactions = (query = '', by = cast.hanyue) =>
    everyPage<MomentReactionPage['items'][number]>(`reactions?limit=2${query}`, by)

  it('what WeCom does not tell is not known, which is not nobody', async () => {
    const lists = ['get_moment_customer_list', 'get_moment_send_result'].map(
      (name) => `externalcontact/${name}`,
    )
    test.simulator.faults.set({ rules: lists.map((path) => ({ path, errcode: 41061 })) })
    await later(test, HOUR)
    test.simulator.faults.set({ rules: [] })
    expect(await results()).toMatchObject({
      publishers: { published: 2 },
      untold: 2,
      chosen: 0,
      visible: 0,
    })
    const untold = await publishers('&state=untold')
    expect(untold.map((row) => [row.publishedAt === null, row.chosen, row.visible])).toEqual([
      [false, null, null],
      [false, null, null],
    ])
  })

  it('is told for each publisher, page by page, and every number opens into its rows', async () => {
    await ask(cast.zhoumin, 'POST', `/posts/${postId}/refresh`, {})
    await settle(test)
    const found = await results()
    expect(found).toMatchObject({ publishers: { published: 2 }, untold: 0 })
    expect(found.visible).toBeGreaterThan(0)
    const published = await publishers('&state=published')
    expect(published).toHaveLength(2)
    expect(published.reduce((sum, row) => sum + (row.chosen ?? 0), 0)).toBe(found.chosen)
    expect(published.reduce((sum, row) => sum + (row.visible ?? 0), 0)).toBe(found.visible)
    const waiting = await publishers('&state=waiting')
    expect(waiting).toHaveLength(found.publishers.waiting)
    expect(new Set(waiting.map((row) => row.visible))).toEqual(new Set([null]))

    const all = await customers()
    expect(all).toHaveLength(found.chosen)
    expect(new Set(all.map((row) => row.key)).size).toBe(all.length)
    expect(await customers('&seen=yes')).toHaveLength(found.visible)
    expect(await customers('&seen=no')).toHaveLength(found.chosen - found.visible)
    for (const { staffId, staffName, visible } of published) {
      const own = await customers(`&seen=yes&staffId=${staffId}`)
      expect(own).toHaveLength(visible ?? -1)
      expect(new Set(own.map((row) => row.staffName))).toEqual(new Set([staffName]))
    }
    // As WeCom has it.
    const lina = published.find((row) => row.staffId === linaId)
    const { _count } = await test.database.db.momentCustomer.aggregate({
      where: { corpId, momentId, userid: 'lina', isVisible: true },
      _count: true,
    })
    expect(lina?.visible).toBe(_count)
  })

  it('a manager sees the members of the own store, and whoever may only count sees shortened names', async () => {
    const xuli = await test.signIn('xuli')
    const own = await publishers('&state=published', xuli)
    expect(own.map((row) => row.staffId)).toEqual([linaId])
    const seen = await customers('', xuli)
    expect(seen.length).toBe(own[0]?.chosen)
    expect(seen.every((row) => row.customerId !== null && !row.isMasked)).toBe(true)
    const counted = await customers('', cast.zhoumin)
    expect(counted.length).toBeGreaterThan(seen.length)
    expect(counted.every((row) => row.customerId === null && row.isMasked)).toBe(true)
  })

  it('who liked it or wrote under it is listed, the newest first, by kind and by store', async () => {
    for (const userid of ['lina', 'wanglei']) {
      const [first, second] = test.simulator.world.follows.each(userid)
      for (const [name, contact] of [
        ['like-moment', first],
        ['comment-moment', first],
        ['like-moment', second],
      ] as const) {
        const externalUserid = contact?.externalUserid ?? ''
        test.simulator.actions(name, { momentId, externalUserid, userid })
        test.advance(1000)
      }
    }
    await later(test, HOUR)
    const { likes, comments } = await results()
    expect([likes, comments]).toEqual([4, 2])
    const all = await reactions()
    expect(all).toHaveLength(6)
    expect(new Set(all.map((row) => row.key)).size).toBe(6)
    expect(all.map((row) => row.at)).toEqual(
      all
        .map((row) => row.at)
        .sort()
        .reverse(),
    )
    expect((await reactions('&kind=comment')).map((row) => row.kind)).toEqual(['comment', 'comment'])
    const xuli = await test.signIn('xuli')
    const own = await reactions('', xuli)
    expect(own).toHaveLength(3)
    expect(own.every((row) => row.customerId !== null && row.name !== '')).toBe(true)
    expect((await reactions('', cast.zhoumin)).every((row) => row.customerId === null && row.isMasked)).toBe(
      true,
    )
  })

  it('what was told stays when WeCom does not tell it again', async () => {
    cast = { ...cast, hanyue: await test.signIn('hanyue') }
    const { visible } = await results()
    const list = 'externalcontact/get_moment_send_result'
    test.simulator.faults.set({ rules: [{ path: list, errcode: 41061 }] })
    await later(test, 3 * HOUR)
    test.simulator.faults.set({ rules: [] })
    cast = { ...cast, hanyue: await test.signIn('hanyue') }
    expect(await results()).toMatchObject({ untold: 2, visible })
  })
})
