import { beforeEach, expect, it } from 'vitest'
import type { Post, PostDraftInput } from '../../server/features/posts/contract.ts'
import type { PostKind } from '../../server/domain/post/kinds.ts'
import type { Browser } from '../support/http-client.ts'
import { onBothDatabases } from '../support/on-both-databases.ts'
import { corpId, type TestService } from '../support/service.ts'
import {
  ask,
  DAY,
  draftPost,
  goToMorning,
  HOUR,
  later,
  partsOf,
  read,
  settle,
} from '../features/posts/post-work.ts'

const CREATE = 'externalcontact/add_msg_template'
const MOMENT = 'externalcontact/add_moment_task'
const MOMENT_JOB = 'externalcontact/get_moment_task_result'
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

onBothDatabases('faults of posts', (suite) => {
  let service: TestService
  let admin: Browser
  beforeEach(async () => {
    service = suite()
    goToMorning(service)
    admin = await service.signIn('hanyue')
  })
  const start = async (kind: PostKind, draft: PostDraftInput): Promise<Post> => {
    const post = await draftPost(service, admin, kind, draft)
    await ask(admin, 'POST', `/posts/${post.id}/submit`, {})
    return post
  }
  const messagesWith = (text: string) =>
    service.simulator.world.massMessages.all().filter((one) => one.text === text)

  it('G1 a mass message that was made without an answer is found by its words, its sender and its receivers', async () => {
    // Words that went out before to others must not be taken for these.
    const text = '周三免费洗车'
    const first = await start('groups', { content: { text } })
    await settle(service)
    goToMorning(service)
    admin = await service.signIn('hanyue')
    service.simulator.faults.set({ rules: [{ path: CREATE, resetAfterRate: 1, count: 2 }] })
    const again = await start('groups', { content: { text } })
    await settle(service)
    service.simulator.faults.set({ rules: [] })
    await later(service, 3_000)
    await later(service, 10 * 60_000)
    const owners = again.plan.counts?.staff ?? 0
    expect(owners).toBeGreaterThan(1)
    expect((await partsOf(admin, again.id)).map((part) => part.state)).toEqual(
      Array.from({ length: owners }, () => 'out'),
    )
    expect(messagesWith(text)).toHaveLength(owners + (first.plan.counts?.staff ?? 0))
    const chats = messagesWith(text)
      .slice(-owners)
      .flatMap((one) => one.tasks.flatMap((task) => task.targets))
    expect(new Set(chats).size).toBe(chats.length)
  })

  it('G1 a double press is one post', async () => {
    const post = await draftPost(service, admin, 'groups', { content: { text: '双击' } })
    const replies = await Promise.all(
      [1, 2, 3].map(() => admin.send('POST', `/api/v1/posts/${post.id}/submit`, {})),
    )
    await settle(service)
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, 409, 409])
    expect(messagesWith('双击')).toHaveLength(post.plan.counts?.staff ?? 0)
  })

  it('G2 a media id that WeCom no longer takes is renewed once, and the message goes out', async () => {
    const reply = await admin.send('POST', '/api/v1/files', PNG, {
      headers: { 'content-type': 'application/octet-stream' },
    })
    const { hash, byteSize } = reply.json<{ hash: string; byteSize: number }>()
    const image = { kind: 'image' as const, hash, byteSize, fileName: 'a.png' }
    await start('groups', { content: { text: '带图一', attachments: [image] } })
    await settle(service)
    // Four days later, and our note of it says that it was made an hour ago.
    service.advance(4 * DAY)
    goToMorning(service)
    admin = await service.signIn('hanyue')
    await service.database.db.mediaUpload.updateMany({
      where: { corpId },
      data: { uploadedAt: new Date(service.clock.nowMs() - HOUR) },
    })
    const uploads = service.simulator.calls.of('media/upload')
    const post = await start('groups', { content: { text: '带图二', attachments: [image] } })
    await settle(service)
    await later(service, 60_000)
    expect(messagesWith('带图二')).toHaveLength(post.plan.counts?.staff ?? 0)
    expect(service.simulator.calls.of('media/upload')).toBe(uploads + 1)
  })

  it('G4 a moment without an answer is asked about until it must be there, and made once', async () => {
    const text = '试驾周 G4'
    service.simulator.faults.set({
      rules: [
        { path: MOMENT, resetAfterRate: 1, count: 1 },
        { path: MOMENT_JOB, errcode: -1, count: 2 },
      ],
    })
    const post = await start('moment', { content: { text } })
    await settle(service)
    service.simulator.faults.set({ rules: [] })
    for (let n = 0; n < 8; n += 1) await later(service, 30_000)
    const made = [...service.simulator.truth.rows('moments')].filter((row) => row['text'] === text)
    expect(made).toHaveLength(1)
    const { progress } = await read<Post>(admin, `/posts/${post.id}`)
    expect(progress.parts).toMatchObject({ out: post.plan.counts?.staff, planned: 0, unknown: 0 })
  })
})
