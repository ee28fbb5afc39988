import { expect, it, beforeAll } from 'vitest'
import type { Usage } from '../../../server/features/materials/contract.ts'
import type { Post, PostDraftInput, PostPage } from '../../../server/features/posts/contract.ts'
import type { ScriptList } from '../../../server/features/scripts/contract.ts'
import { addDays, localDateOf } from '../../../server/domain/time.ts'
import type { Browser } from '../../support/http-client.ts'
import { signInCast } from '../../support/factories/cast.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId, type TestService } from '../../support/service.ts'
import { ask, DAY, draftPost, goToMorning, HOUR, later, look, read, submit, tasksOf } from './post-work.ts'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const target = 'https://www.example.com/offer?x=1'

onBothDatabases('Materials in posts', (service) => {
  let test: TestService
  let operator: Browser
  let categoryId: string
  beforeAll(async () => {
    test = service()
    goToMorning(test)
    await signInCast(test)
    operator = await test.signIn('zhoumin')
    categoryId = (await test.database.db.scriptCategory.findFirstOrThrow({ where: { corpId } })).id
  })

  const write = async (script: Record<string, unknown>): Promise<string> =>
    (
      await ask<{ id: string }>(operator, 'POST', '/scripts', {
        categoryId,
        title: '空调清洗',
        body: '',
        ...script,
      })
    ).id
  async function upload(): Promise<string> {
    const headers = { 'content-type': 'application/octet-stream' }
    return (await operator.send('POST', '/api/v1/files', PNG, { headers })).json<{ hash: string }>().hash
  }
  const usageOf = (id: string) => read<Usage>(operator, `/scripts/${id}/usage`)
  const begin = (draft: PostDraftInput) => ask<Post>(operator, 'POST', '/posts', { kind: 'customers', draft })
  const linksOf = (postId: string) =>
    test.database.db.trackedLink.findMany({ where: { corpId, campaignId: postId } })

  it('a post remembers what it was taken from: its links carry the material, its deliveries are counted there', async () => {
    const validTo = addDays(localDateOf(test.deps.clock.nowMs()), 60)
    const linkId = await write({ kind: 'link', linkUrl: target, validTo })
    const textId = await write({ kind: 'text', body: '夏天来了' })
    const from = { scriptId: linkId, version: 1 }
    const draft = await draftPost(test, operator, 'customers', {
      content: {
        text: '夏天来了，空调洗一洗',
        from: { scriptId: textId, version: 1 },
        attachments: [{ kind: 'link', title: '改过的标题', url: target, from }],
      },
      second: { text: '到店有礼' },
      secondShare: 50,
    })
    expect(draft.problems.materials).toEqual([])
    expect(draft.draft.content).toMatchObject({ from: { scriptId: textId }, attachments: [{ from }] })
    const none = { posts: 0, postDelivered: 0 }
    expect(await usageOf(linkId)).toMatchObject(none)

    await submit(test, operator, draft.id)
    const links = await linksOf(draft.id)
    expect(links.length).toBeGreaterThan(0)
    for (const link of links)
      expect(link).toMatchObject({
        target,
        scriptId: linkId,
        scriptVersion: 1,
        channel: 'post-a',
        endsAt: new Date(`${addDays(validTo, 1)}T00:00:00+08:00`),
      })
    for (const { msgid, userid } of await tasksOf(test, draft.id))
      test.simulator.actions('send-mass-message', { msgid, userid })
    await later(test, HOUR)
    const arms = await test.database.sql.all<{ arm: string; n: number }>(
      `SELECT "arm", COUNT(*) AS "n" FROM "PostTarget" WHERE "postId" = ? AND "state" = 'delivered' GROUP BY "arm" ORDER BY "arm"`,
      [draft.id],
    )
    expect(arms.map(({ arm }) => arm)).toEqual(['a', 'b'])
    const delivered = Number(arms[0]?.n)
    expect(delivered).toBeGreaterThan(0)
    // Only the content that has it counts.
    const used = { posts: 1, postDelivered: delivered, links: links.length }
    expect(await usageOf(linkId)).toMatchObject(used)
    expect(await usageOf(textId)).toMatchObject({ posts: 1, postDelivered: delivered })
    const since = new Date(test.deps.clock.nowMs() - DAY).toISOString()
    const listed = await read<PostPage>(operator, `/posts?scriptId=${linkId}&startedFrom=${since}`)
    expect(listed.items.map(({ id }) => id)).toEqual([draft.id])
    const other = await write({ kind: 'link', linkUrl: target })
    expect(await usageOf(other)).toMatchObject(none)
    expect((await read<PostPage>(operator, `/posts?scriptId=${other}`)).items).toEqual([])
  })

  it('what may no longer go out is said, and keeps the post from being let go', async () => {
    const today = localDateOf(test.deps.clock.nowMs())
    const over = await write({ kind: 'link', title: '旧的', linkUrl: target, validTo: addDays(today, 1) })
    const early = await write({ kind: 'link', title: '新的', linkUrl: target, validFrom: addDays(today, 9) })
    const off = await write({ kind: 'text', title: '停用', body: '停', isEnabled: false })
    const gone = await write({ kind: 'text', title: '删除', body: '删' })
    await ask(operator, 'DELETE', `/scripts/${gone}`)
    const link = (scriptId: string, version = 1) => ({
      kind: 'link' as const,
      title: '活动',
      url: target,
      from: { scriptId, version },
    })
    const startsAt = new Date(test.deps.clock.nowMs() + 3 * DAY).toISOString()
    const { id } = await begin({
      startsAt,
      content: {
        text: '停',
        from: { scriptId: off, version: 1 },
        attachments: [link(over), link(early), link(gone), link(early, 7)],
      },
    })
    const post = await look(test, operator, id)
    expect(post.problems.materials).toEqual([
      { title: '停用', is: 'off' },
      { title: '旧的', is: 'over' },
      { title: '新的', is: 'gone' },
      { title: '删除', is: 'gone' },
    ])
    const refused = await operator.send('POST', `/api/v1/posts/${id}/submit`, {})
    expect(refused.status).toBe(400)
    const soon = await look(
      test,
      operator,
      (await begin({ content: { text: '好', attachments: [link(over)] } })).id,
    )
    expect(soon.problems.materials).toEqual([])
    const later9 = await begin({ content: { text: '好', attachments: [link(early)] } })
    expect(later9.problems.materials).toEqual([{ title: '新的', is: 'too-early' }])
  })

  it('an album goes out as a link to its own page, one for each task', async () => {
    goToMorning(test)
    operator = await test.signIn('zhoumin')
    const picture = await upload()
    const albumId = await write({
      kind: 'album',
      title: '精品脚垫',
      detail: { pictures: [picture], priceFen: 29900 },
    })
    const page = { scriptId: albumId, channel: '内容计划' }
    const { url } = await ask<{ url: string }>(operator, 'POST', '/links', page)
    const from = { scriptId: albumId, version: 1 }
    // A link of ours that somebody typed goes out as it is.
    const typed = await ask<{ url: string }>(operator, 'POST', '/links', { ...page, channel: '海报' })
    const draft = await draftPost(test, operator, 'groups', {
      content: {
        text: '新到脚垫',
        attachments: [
          { kind: 'link', title: '精品脚垫', url, cover: picture, from },
          { kind: 'link', title: '海报', url: typed.url },
        ],
      },
    })
    expect(draft.problems).toMatchObject({ content: [], materials: [] })
    await submit(test, operator, draft.id)
    const tasks = await tasksOf(test, draft.id)
    expect(tasks.length).toBeGreaterThan(0)
    const links = await linksOf(draft.id)
    expect(links).toHaveLength(tasks.length)
    for (const link of links)
      expect(link).toMatchObject({ target: null, scriptId: albumId, customerId: null })
    // That of a task for one group alone is the group's.
    expect(links.filter(({ chatId }) => chatId !== null)).toHaveLength(
      tasks.filter(({ size }) => size === 1).length,
    )
    const sent = test.simulator.world.massMessages.find(tasks[0]?.msgid ?? '')
    const carried = JSON.stringify(sent)
    expect(links.filter(({ code }) => carried.includes(`/l/${code}`))).toHaveLength(1)
    expect(carried).toContain(typed.url)
    const opened = await test.browser().get(`/l/${links[0]?.code}`)
    expect(opened.status).toBe(200)
    expect(opened.text).toContain('精品脚垫')
    expect(opened.text).not.toContain('周敏')
  })

  it('the list of the library says how large a picture is', async () => {
    const imageHash = await upload()
    const id = await write({ kind: 'image', title: '海报图', imageHash })
    const { items } = await read<ScriptList>(operator, '/scripts?kinds=image')
    expect(items.find((one) => one.id === id)).toMatchObject({ imageByteSize: PNG.length })
  })
})
