import { afterAll, beforeAll, expect, it } from 'vitest'
import type { PostCalendar } from '../../../server/features/posts/calendar/contract.ts'
import type { Post, PostPage } from '../../../server/features/posts/contract.ts'
import { addDays, localDateOf } from '../../../server/domain/time.ts'
import type { Browser } from '../../support/http-client.ts'
import { signInCast } from '../../support/factories/cast.ts'
import { corpId, startTestService, type TestService } from '../../support/service.ts'
import { ask, draftPost, goToMorning, read } from './post-work.ts'

let service: TestService
let operator: Browser
let today: string
beforeAll(async () => {
  service = await startTestService()
  goToMorning(service)
  await signInCast(service)
  operator = await service.signIn('zhoumin')
  today = localDateOf(service.deps.clock.nowMs())
})
afterAll(() => service.close())

const at = (day: string, hour: string): string => new Date(`${day}T${hour}:00+08:00`).toISOString()

async function keep(): Promise<Post> {
  const tomorrow = addDays(today, 1)
  const draft = await draftPost(service, operator, 'groups', {
    title: '周三洗车',
    content: { text: '本群车主周三到店免费洗车' },
    startsAt: at(tomorrow, '15:30'),
    endsAt: at(addDays(tomorrow, 1), '09:30'),
  })
  return ask<Post>(operator, 'POST', `/posts/${draft.id}/template`, { title: '每周洗车' })
}

it('a template keeps content, audience and hours, and stands in no list and no calendar of what goes out', async () => {
  const template = await keep()
  expect(template).toMatchObject({ state: 'template', draft: { title: '每周洗车' }, startsAt: null })
  const listed = await read<PostPage>(operator, '/posts?limit=100')
  expect(listed.items.map((one) => one.id)).not.toContain(template.id)
  const templates = await read<PostPage>(operator, '/posts?state=template')
  expect(templates.items.map((one) => one.id)).toContain(template.id)
  const calendar = await read<PostCalendar>(operator, `/post-calendar?from=${today}&to=${addDays(today, 7)}`)
  expect(calendar.posts.map((one) => one.id)).not.toContain(template.id)
})

it('used on a day it begins a draft at its hours; elsewhere without a time', async () => {
  const template = await keep()
  const day = addDays(today, 10)
  const onDay = await ask<Post>(operator, 'POST', `/posts/${template.id}/copy`, { day })
  expect(onDay).toMatchObject({
    state: 'draft',
    kind: 'groups',
    draft: { content: { text: '本群车主周三到店免费洗车' } },
    startsAt: at(day, '15:30'),
    endsAt: at(addDays(day, 1), '09:30'),
  })
  const open = await ask<Post>(operator, 'POST', `/posts/${template.id}/copy`, {})
  expect(open).toMatchObject({ state: 'draft', startsAt: null, endsAt: null })
})

it('a template changes and goes, is never sent, and what was made from it stays', async () => {
  const template = await keep()
  const made = await ask<Post>(operator, 'POST', `/posts/${template.id}/copy`, {})
  const saved = await ask<Post>(operator, 'PUT', `/posts/${template.id}`, {
    version: template.version,
    kind: 'groups',
    draft: { ...template.draft, content: { text: '周四洗车', attachments: [] } },
  })
  expect(saved).toMatchObject({ state: 'template', startsAt: null, draft: { content: { text: '周四洗车' } } })
  for (const step of ['submit', 'look', 'cancel'])
    expect((await operator.send('POST', `/api/v1/posts/${template.id}/${step}`, {})).status, step).toBe(409)
  expect((await operator.send('DELETE', `/api/v1/posts/${made.id}`)).status).toBe(409)
  expect((await operator.send('DELETE', `/api/v1/posts/${template.id}`)).status).toBe(200)
  expect((await operator.get(`/api/v1/posts/${template.id}`)).status).toBe(404)
  expect((await read<Post>(operator, `/posts/${made.id}`)).draft.content.text).toBe(
    '本群车主周三到店免费洗车',
  )
})

it('a copy that names an audience which is not shared any more has to name another one', async () => {
  const condition = { is: 'choice', field: 'gender', values: ['1'] }
  const { id: audienceId } = await ask<{ id: string }>(operator, 'POST', '/audiences', {
    name: '只给自己',
    condition,
    isShared: false,
  })
  const { id } = await ask<Post>(operator, 'POST', '/posts', {
    kind: 'customers',
    draft: { content: { text: '到店' }, audience: { audienceId } },
  })
  expect((await read<Post>(operator, `/posts/${id}`)).problems.audience).toEqual([])
  const { db } = service.database
  const ownerStaffId = await service.staffId('xuli')
  await db.post.update({ where: { corpId_id: { corpId, id } }, data: { ownerStaffId } })
  await db.postPath.updateMany({ where: { corpId, postId: id }, data: { path: '/east/' } })
  const admin = await service.signIn('hanyue')
  expect((await read<Post>(admin, `/posts/${id}`)).problems.audience).toEqual([{ is: 'audience-gone' }])
})

it('a colleague who plans for the same units begins from it and leaves it as it is; a manager does not see it', async () => {
  const template = await keep()
  const admin = await service.signIn('hanyue')
  const theirs = await ask<Post>(admin, 'POST', `/posts/${template.id}/copy`, {})
  expect(theirs).toMatchObject({ state: 'draft', isMine: true })
  const manager = await service.signIn('xuli')
  expect((await manager.get(`/api/v1/posts/${template.id}`)).status).toBe(404)
})
