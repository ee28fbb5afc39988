import type { OwnPost, OwnPosts } from '../../server/features/posts/own/contract.ts'
import { get, post } from './request.ts'

export type { OwnPost, OwnPosts }

const withSignal = (signal?: AbortSignal) => (signal ? { signal } : {})

export function readOwnPosts(signal?: AbortSignal): Promise<OwnPosts> {
  return get('/own-posts', withSignal(signal))
}

export function readGroupPosts(chatId: string, signal?: AbortSignal): Promise<OwnPosts> {
  return get(`/groups/${encodeURIComponent(chatId)}/posts`, withSignal(signal))
}

export function markAnnounced(postId: string, chatId: string): Promise<object> {
  return post(`/own-posts/${encodeURIComponent(postId)}/announced`, { chatId })
}
