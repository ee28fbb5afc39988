import type { PostAttachment, PostContent } from '../../server/domain/post/content.ts'
import type { PostKind } from '../../server/domain/post/kinds.ts'
import { timesOn } from '../../server/domain/post/times.ts'
import type { PostCalendar } from '../../server/features/posts/calendar/contract.ts'
import type {
  PartPage,
  PartQuery,
  PartRow,
  PlanCounts,
  Post,
  PostAudience,
  PostDraft,
  PostPage,
  PostPreview,
  PostQuery,
  PostRow,
  PostSetting,
  TargetPage,
  TargetQuery,
  TargetRow,
} from '../../server/features/posts/contract.ts'
import type {
  Funnel,
  MomentCustomerPage,
  MomentCustomerQuery,
  MomentCustomerRow,
  MomentPublisherPage,
  MomentPublisherQuery,
  MomentPublisherRow,
  MomentReactionPage,
  MomentReactionQuery,
  MomentReactionRow,
  MomentResults,
} from '../../server/features/posts/results/contract.ts'
import { del, get, post, put } from './request.ts'
import { uploadFile } from './upload.ts'

export type {
  Funnel,
  MomentCustomerRow,
  MomentPublisherRow,
  MomentReactionRow,
  MomentResults,
  PartRow,
  PlanCounts,
  Post,
  PostAttachment,
  PostAudience,
  PostCalendar,
  PostContent,
  PostDraft,
  PostKind,
  PostPreview,
  PostRow,
  PostSetting,
  TargetRow,
}

const withSignal = (signal?: AbortSignal) => (signal ? { signal } : {})
const of = (id: string): string => `/posts/${encodeURIComponent(id)}`

export function listPosts(query: Partial<PostQuery>, signal?: AbortSignal): Promise<PostPage> {
  return get('/posts', { query, ...withSignal(signal) })
}

export function readPost(id: string, signal?: AbortSignal): Promise<Post> {
  return get(of(id), withSignal(signal))
}

/** On a day at the usual hour; without one as soon as it is let go. */
export function createPost(kind: PostKind, day: string | null): Promise<Post> {
  return post('/posts', { kind, draft: timesOn({ startsAt: null, endsAt: null }, day) })
}

/** A draft with the contents of a post or a template, on a day at the same hours. */
export function copyPost(id: string, day: string | null): Promise<Post> {
  return post(`${of(id)}/copy`, { day })
}

export function keepTemplate(id: string, title: string): Promise<Post> {
  return post(`${of(id)}/template`, { title })
}

export function dropTemplate(id: string): Promise<void> {
  return del(of(id))
}

export function savePost(
  id: string,
  input: { version: number; kind: PostKind; draft: PostDraft },
): Promise<Post> {
  return put(of(id), input)
}

export type PostStep = 'look' | 'submit' | 'withdraw' | 'cancel' | 'refresh'
export function stepPost(id: string, step: PostStep): Promise<Post> {
  return post(`${of(id)}/${step}`, {})
}

export function decidePost(id: string, step: 'approve' | 'reject', note: string): Promise<Post> {
  return post(`${of(id)}/${step}`, { note })
}

export function movePost(id: string, version: number, startsAt: string): Promise<Post> {
  return post(`${of(id)}/move`, { version, startsAt })
}

export function remindSenders(id: string): Promise<{ reminded: number }> {
  return post(`${of(id)}/remind`, {})
}

export function testPost(id: string): Promise<void> {
  return post(`${of(id)}/test`, {})
}

export function listParts(id: string, query: Partial<PartQuery>, signal?: AbortSignal): Promise<PartPage> {
  return get(`${of(id)}/parts`, { query, ...withSignal(signal) })
}

export function listTargets(
  id: string,
  query: Partial<TargetQuery>,
  signal?: AbortSignal,
): Promise<TargetPage> {
  return get(`${of(id)}/targets`, { query, ...withSignal(signal) })
}

export function previewPost(id: string, signal?: AbortSignal): Promise<PostPreview> {
  return get(`${of(id)}/preview`, withSignal(signal))
}

export function readFunnel(id: string, signal?: AbortSignal): Promise<Funnel> {
  return get(`${of(id)}/funnel`, withSignal(signal))
}

export function readMomentResults(id: string, signal?: AbortSignal): Promise<MomentResults> {
  return get(`${of(id)}/moment`, withSignal(signal))
}

export function listPublishers(
  id: string,
  query: Partial<MomentPublisherQuery>,
  signal?: AbortSignal,
): Promise<MomentPublisherPage> {
  return get(`${of(id)}/moment/publishers`, { query, ...withSignal(signal) })
}

export function listMomentCustomers(
  id: string,
  query: Partial<MomentCustomerQuery>,
  signal?: AbortSignal,
): Promise<MomentCustomerPage> {
  return get(`${of(id)}/moment/customers`, { query, ...withSignal(signal) })
}

export function listReactions(
  id: string,
  query: Partial<MomentReactionQuery>,
  signal?: AbortSignal,
): Promise<MomentReactionPage> {
  return get(`${of(id)}/moment/reactions`, { query, ...withSignal(signal) })
}

export function readPostCalendar(from: string, to: string, signal?: AbortSignal): Promise<PostCalendar> {
  return get('/post-calendar', { query: { from, to }, ...withSignal(signal) })
}

export function readPostSetting(signal?: AbortSignal): Promise<PostSetting> {
  return get('/post-setting', withSignal(signal))
}

export function savePostSetting(setting: PostSetting): Promise<PostSetting> {
  return put('/post-setting', setting)
}

export function keepFile(
  file: File,
): Promise<{ hash: string; byteSize: number; contentType: string; fits: string[] }> {
  return uploadFile('/files', file, { contentType: 'application/octet-stream' })
}

export const pictureAddress = (hash: string): string => `/api/v1/files/${hash}?app=console`
