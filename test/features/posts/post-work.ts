import type { Post, PostDraftInput, TargetPage, PartPage } from '../../../server/features/posts/contract.ts'
import type { PostKind } from '../../../server/domain/post/kinds.ts'
import type { Browser } from '../../support/http-client.ts'
import type { TestService } from '../../support/service.ts'

// What an operator does on the pages of posts, and what members do in their client.

export const HOUR = 3_600_000
export const DAY = 24 * HOUR

export async function ask<T>(by: Browser, method: string, path: string, body?: unknown): Promise<T> {
  const reply = await by.send(method, `/api/v1${path}`, body)
  if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`)
  return reply.json<T>()
}

export async function read<T>(by: Browser, path: string): Promise<T> {
  const reply = await by.get(`/api/v1${path}`)
  if (reply.status >= 300) throw new Error(`${path}: ${reply.status} ${reply.text}`)
  return reply.json<T>()
}

/** Ten in the morning of a Tuesday in Shanghai: the company writes to people at such hours. */
export function goToMorning(service: TestService): void {
  const now = service.deps.clock.nowMs()
  const shanghai = new Date(now + 8 * HOUR)
  const startOfDay = now - (shanghai.getUTCHours() * HOUR + shanghai.getUTCMinutes() * 60_000)
  service.advance(startOfDay + DAY + 10 * HOUR - now)
}

/** A draft that has been counted. */
export async function draftPost(
  service: TestService,
  by: Browser,
  kind: PostKind,
  draft: PostDraftInput,
): Promise<Post> {
  const { id } = await ask<Post>(by, 'POST', '/posts', { kind, draft })
  return look(service, by, id)
}

export async function look(service: TestService, by: Browser, id: string): Promise<Post> {
  await ask(by, 'POST', `/posts/${id}/look`, {})
  await settle(service)
  return read<Post>(by, `/posts/${id}`)
}

export async function submit(service: TestService, by: Browser, id: string): Promise<Post> {
  await ask(by, 'POST', `/posts/${id}/submit`, {})
  await settle(service)
  return read<Post>(by, `/posts/${id}`)
}

/** Everything that is due happens. */
export async function settle(service: TestService): Promise<void> {
  service.deps.jobs.nudge()
  await service.deps.jobs.drain()
}

export async function later(service: TestService, ms: number): Promise<void> {
  service.advance(ms)
  await settle(service)
}

export async function partsOf(by: Browser, id: string): Promise<PartPage['items']> {
  return (await read<PartPage>(by, `/posts/${id}/parts?limit=100`)).items
}

export async function targetsOf(by: Browser, id: string, query = ''): Promise<TargetPage['items']> {
  return (await read<TargetPage>(by, `/posts/${id}/targets?limit=100${query}`)).items
}

/** What the member's client holds: one task for each post. */
export async function tasksOf(service: TestService, postId: string) {
  return service.database.sql.all<{ msgid: string; userid: string; size: number }>(
    `SELECT r."msgid", s."userid", r."size" FROM "PostPart" r JOIN "Staff" s ON s."corpId" = r."corpId" AND s."id" = r."staffId"
     WHERE r."postId" = ? AND r."msgid" IS NOT NULL ORDER BY r."id"`,
    [postId],
  )
}
