import { beforeAll, expect, it } from 'vitest'
import type { Post, PostDraftInput } from '../../../server/features/posts/contract.ts'
import type { Funnel, MomentResults } from '../../../server/features/posts/results/contract.ts'
import type { TimelinePage } from '../../../server/features/timeline/contract.ts'
import { signInCast } from '../../support/factories/cast.ts'
import type { Browser } from '../../support/http-client.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId, type TestService } from '../../support/service.ts'
import { draftPost, goToMorning, HOUR, later, read, settle, submit, targetsOf, tasksOf } from './post-work.ts'

const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) MicroMessenger/8.0.44'
const URL = 'https://www.example.com/offer?x=1'
const TEXT = `周末到店有礼，详情：${URL}，也可以看${URL}。`

onBothDatabases('Links in the text of a post', (service) => {
  let test: TestService
  let operator: Browser
  beforeAll(async () => {
    test = service()
    goToMorning(test)
    await signInCast(test)
    operator = await test.signIn('zhoumin')
  })

  const linksOf = (postId: string) =>
    test.database.db.trackedLink.findMany({ where: { corpId, campaignId: postId } })
  const open = (code: string) => test.browser().get(`/l/${code}`, { headers: { 'user-agent': PHONE } })
  async function send(kind: 'customers' | 'groups', draft: PostDraftInput): Promise<Post> {
    const post = await draftPost(test, operator, kind, draft)
    await submit(test, operator, post.id)
    for (const { msgid, userid } of await tasksOf(test, post.id))
      test.simulator.actions('send-mass-message', { msgid, userid })
    await later(test, HOUR)
    return post
  }
  const wordsOf = (msgid: string) => test.simulator.world.massMessages.find(msgid)?.text ?? ''

  it('of a message for many opens count, and never as persons; the draft keeps the address', async () => {
    const post = await send('customers', { content: { text: TEXT } })
    const tasks = await tasksOf(test, post.id)
    const links = await linksOf(post.id)
    expect(links).toHaveLength(tasks.length)
    const many = tasks.find(({ size }) => size > 1)
    const shared = links.find(({ code }) => wordsOf(many?.msgid ?? '').includes(code))
    expect(shared).toMatchObject({ target: URL, customerId: null, chatId: null, channel: 'post-a' })
    const words = wordsOf(many?.msgid ?? '')
    const short = `/l/${shared?.code}`
    expect(words).not.toContain(URL)
    expect(words.split(short)).toHaveLength(3)
    expect(words).toMatch(/^周末到店有礼，详情：http\S+，也可以看http\S+。$/)
    expect((await read<Post>(operator, `/posts/${post.id}`)).draft.content.text).toBe(TEXT)

    expect((await open(shared?.code ?? '')).headers['location']).toBe(URL)
    const funnel = await read<Funnel>(operator, `/posts/${post.id}/funnel`)
    expect(funnel).toMatchObject({
      hasLink: true,
      devices: { a: 1, b: 0 },
      openers: { known: 0, devices: 1 },
    })
    expect(funnel.total[1]).toMatchObject({ step: 'opened', persons: null })
    expect(await targetsOf(operator, post.id, '&step=opened')).toEqual([])

    // One task had one receiver: theirs is their own, and whoever opened it is known, though not who else.
    const lone = tasks.find(({ size }) => size === 1)
    const own = links.find(({ customerId }) => customerId !== null)
    expect(lone === undefined).toBe(own === undefined)
  })

  it('of a message with one receiver is theirs: on the timeline, and a person of the funnel', async () => {
    test.advance(24 * HOUR)
    operator = await test.signIn('zhoumin')
    const planned = await draftPost(test, operator, 'customers', { content: { text: TEXT } })
    const admin = await test.signIn('hanyue')
    const rows = await targetsOf(admin, planned.id, '&state=planned')
    // Both must be reached by one member each, so that there are two messages.
    const [one, other] = rows.filter(
      (row, n) => rows.findIndex(({ staffName }) => staffName === row.staffName) === n,
    )
    if (!one || !other) throw new Error('nobody planned')
    const condition = {
      any: [one, other].map(({ name }) => ({ is: 'name' as const, text: name })),
    }
    const post = await send('customers', { content: { text: TEXT }, audience: { condition } })
    const delivered = await targetsOf(admin, post.id, '&state=delivered')
    const links = await linksOf(post.id)
    const mine = links.find(({ customerId }) => customerId === one.targetId)
    expect(mine).toMatchObject({ target: URL, title: URL })
    await open(mine?.code ?? '')
    await settle(test)
    const { items } = await read<TimelinePage>(admin, `/customers/${one.targetId}/timeline`)
    expect(items.map(({ kind }) => kind)).toContain('link-open')
    const funnel = await read<Funnel>(admin, `/posts/${post.id}/funnel`)
    const isAllKnown = links.filter(({ customerId }) => customerId !== null).length === delivered.length
    expect(funnel.openers).toEqual({ known: 1, devices: 0 })
    expect(funnel.total[1]).toMatchObject({ persons: isAllKnown ? 1 : null })
    expect((await targetsOf(admin, post.id, '&step=opened')).map((row) => row.targetId)).toEqual([
      one.targetId,
    ])
  })

  it('of a message to one group is the group’s', async () => {
    test.advance(24 * HOUR)
    operator = await test.signIn('zhoumin')
    const planned = await draftPost(test, operator, 'groups', { content: { text: TEXT } })
    const [group] = await targetsOf(operator, planned.id, '&state=planned')
    const chatId = group?.targetId ?? ''
    const post = await send('groups', { content: { text: TEXT }, audience: { chatIds: [chatId] } })
    expect(await linksOf(post.id)).toMatchObject([{ chatId, customerId: null, target: URL }])
  })

  it('after a lost answer the message is found by the words it went out with, and not sent twice', async () => {
    test.advance(24 * HOUR)
    operator = await test.signIn('zhoumin')
    const planned = await draftPost(test, operator, 'groups', { content: { text: TEXT } })
    const [group] = await targetsOf(operator, planned.id, '&state=planned')
    const draft = { content: { text: TEXT }, audience: { chatIds: [group?.targetId ?? ''] } }
    const post = await draftPost(test, operator, 'groups', draft)
    const rule = { path: 'externalcontact/add_msg_template', resetAfterRate: 1, count: 1 }
    test.simulator.faults.set({ seed: 1, rules: [rule] })
    await submit(test, operator, post.id)
    test.simulator.faults.set({ seed: 1, rules: [] })
    await later(test, HOUR)
    const [link] = await linksOf(post.id)
    const sent = test.simulator.world.massMessages
      .all()
      .filter(({ text }) => text.includes(link?.code ?? 'none'))
    expect(sent).toHaveLength(1)
    expect(await tasksOf(test, post.id)).toMatchObject([{ msgid: sent[0]?.msgid }])
  })

  it('of a moment, in its words and as its card, is the whole moment’s; opens are shown, persons are not', async () => {
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    )
    const headers = { 'content-type': 'application/octet-stream' }
    const { hash: cover } = (await operator.send('POST', '/api/v1/files', png, { headers })).json<{
      hash: string
    }>()
    const card = { kind: 'link' as const, title: '活动页', url: 'https://www.example.com/card', cover }
    const post = await draftPost(test, operator, 'moment', {
      content: { text: `到店试驾 ${URL}`, attachments: [card] },
    })
    await submit(test, operator, post.id)
    await later(test, 60_000)
    const links = await linksOf(post.id)
    expect(links.map(({ target, staffId, customerId }) => [target, staffId, customerId]).sort()).toEqual([
      [card.url, null, null],
      [URL, null, null],
    ])
    const [task] = await tasksOf(test, post.id)
    const moment = test.simulator.world.moments.find(task?.msgid ?? '')
    const carried = JSON.stringify(moment)
    for (const { code } of links) expect(carried).toContain(`/l/${code}`)
    expect(carried).not.toContain('example.com')
    expect((await read<MomentResults>(operator, `/posts/${post.id}/moment`)).links).toEqual({
      opens: 0,
      devices: 0,
    })
    for (const { code } of links) await open(code)
    expect((await read<MomentResults>(operator, `/posts/${post.id}/moment`)).links).toEqual({
      opens: 2,
      devices: 2,
    })
  })

  it('an announcement is copied by hand, as it was written', async () => {
    const post = await draftPost(test, operator, 'announcement', { content: { text: TEXT } })
    await submit(test, operator, post.id)
    expect(await linksOf(post.id)).toEqual([])
  })
})
