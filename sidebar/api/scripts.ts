import type { ScriptCategory, ScriptItem, ScriptList } from '../../server/features/scripts/contract.ts'
import { appName, get, post } from './request.ts'

export type { ScriptCategory, ScriptItem, ScriptList }

export interface ScriptSearch {
  q?: string
  categoryId?: string
  customerId?: string
  cursor?: string
}

export function readScripts(search: ScriptSearch, signal?: AbortSignal): Promise<ScriptList> {
  return get('/scripts', { query: { ...search }, signal })
}

export function readScriptCategories(signal?: AbortSignal): Promise<{ items: ScriptCategory[] }> {
  return get('/scripts/categories', { signal })
}

export function readScriptVariables(
  signal?: AbortSignal,
): Promise<{ items: { name: string; label: string; example: string }[] }> {
  return get('/scripts/variables', { signal })
}

/** Puts the script's picture where WeCom can send it from; WeCom keeps it for three days. */
export function prepareScriptImage(id: string): Promise<{ mediaId: string }> {
  return post(`/scripts/${encodeURIComponent(id)}/media`)
}

/** An <img> cannot send the header that names the app, so the address does. */
export const scriptImageUrl = (id: string): string =>
  `/api/v1/scripts/${encodeURIComponent(id)}/image?app=${appName()}`
