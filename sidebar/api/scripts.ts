import type {
  ChatMessage,
  MessageInput,
  ShareContent,
  ShareInput,
} from '../../server/features/materials/contract.ts'
import type {
  ScriptCategory,
  ScriptItem,
  ScriptKind,
  ScriptList,
} from '../../server/features/scripts/contract.ts'
import { appName, get, post } from './request.ts'

export type { ChatMessage, ScriptCategory, ScriptItem, ScriptKind, ScriptList }

export interface ScriptSearch {
  /** This one alone. */
  id?: string
  q?: string
  categoryId?: string
  customerId?: string
  whom?: 'everybody'
  kinds?: string
  cursor?: string
}

export function readScripts(search: ScriptSearch, signal?: AbortSignal): Promise<ScriptList> {
  return get('/scripts', { query: { ...search }, signal })
}

export function readScriptCategories(
  signal?: AbortSignal,
  search: Pick<ScriptSearch, 'kinds' | 'whom' | 'customerId'> = {},
): Promise<{ items: ScriptCategory[] }> {
  return get('/scripts/categories', { query: { ...search }, signal })
}

export function readScriptVariables(
  signal?: AbortSignal,
): Promise<{ items: { name: string; label: string; example: string }[] }> {
  return get('/scripts/variables', { signal })
}

/** Media uploaded, links of the person made: what the client is to send. */
export function prepareMessage(input: MessageInput): Promise<ChatMessage> {
  return post('/messages', input)
}

// Up to nine files may have to go to WeCom first.
const SHARE_MS = 60_000

/** Media uploaded, links made: what one of WeCom's own windows is to be filled with. */
export function prepareShare(input: ShareInput): Promise<ShareContent> {
  return post('/shares', input, { timeoutMs: SHARE_MS })
}

/** An <img> cannot send the header that names the app, so the address does. */
export const fileUrl = (hash: string): string => `/api/v1/files/${hash}?app=${appName()}`
export const scriptImageUrl = (id: string): string =>
  `/api/v1/scripts/${encodeURIComponent(id)}/image?app=${appName()}`
