import type { PostAttachment, PostContent } from '../../server/domain/post/content.ts'
import type { PostKind } from '../../server/domain/post/kinds.ts'
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
import type { Funnel, MomentResults } from '../../server/features/posts/results/contract.ts'
import { get, post, put } from './request.ts'
import { uploadFile } from './upload.ts'

export type {
  Funnel,
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

export function createPost(kind: PostKind): Promise<Post> {
  return post('/posts', { kind })
}

export function savePost(
  id: string,
  input: { version: number; kind: PostKind; draft: PostDraft },
): Promise<Post> {
  return put(of(id), input)
}

export type PostStep = 'copy' | 'look' | 'submit' | 'withdraw' | 'cancel' | 'refresh'
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
