import type {
  Preview,
  ScriptCategory,
  ScriptEdition,
  ScriptEditions,
  ScriptInput,
  ScriptItem,
  ScriptKind,
  ScriptList,
  ScriptSetting,
  TemplateError,
} from '../../server/features/scripts/contract.ts'
import { del, get, post, put } from './request.ts'

export type {
  Preview,
  ScriptCategory,
  ScriptEdition,
  ScriptInput,
  ScriptItem,
  ScriptKind,
  ScriptList,
  ScriptSetting,
  TemplateError,
}

export interface ScriptVariable {
  name: string
  label: string
  example: string
}

const optional = (signal?: AbortSignal): { signal?: AbortSignal } => (signal ? { signal } : {})
const script = (id: string): string => `/scripts/${encodeURIComponent(id)}`
const category = (id: string): string => `/scripts/categories/${encodeURIComponent(id)}`

/** The whole library, switched-off scripts included. */
export function listScripts(
  search: { q?: string; categoryId?: string; kinds?: string; cursor?: string | undefined },
  signal?: AbortSignal,
): Promise<ScriptList> {
  return get('/scripts', { query: { ...search, show: 'all' }, ...optional(signal) })
}

export const listVariables = (signal?: AbortSignal): Promise<{ items: ScriptVariable[] }> =>
  get('/scripts/variables', optional(signal))

export const addScript = (input: ScriptInput): Promise<{ id: string }> => post('/scripts', input)
export const saveScript = (id: string, input: ScriptInput): Promise<object> => put(script(id), input)
export const removeScript = (id: string): Promise<object> => del(script(id))

export function previewScript(body: string, signal?: AbortSignal): Promise<Preview> {
  return post('/scripts/preview', { body }, optional(signal))
}

export interface FolderInput {
  name: string
  parentId: string | null
}
export const addCategory = (folder: FolderInput): Promise<{ id: string }> =>
  post('/scripts/categories', folder)
export const saveCategory = (id: string, folder: FolderInput): Promise<object> => put(category(id), folder)
export const removeCategory = (id: string): Promise<object> => del(category(id))

export const readScriptSetting = (signal?: AbortSignal): Promise<ScriptSetting> =>
  get('/script-settings', optional(signal))
export const saveScriptSetting = (setting: ScriptSetting): Promise<ScriptSetting> =>
  put('/script-settings', setting)

const edition = (id: string, version: number): string => `${script(id)}/versions/${version}`
export const listEditions = (id: string, signal?: AbortSignal): Promise<ScriptEditions> =>
  get(`${script(id)}/versions`, optional(signal))
export const submitEdition = (id: string, version: number): Promise<object> =>
  post(`${edition(id, version)}/submit`, {})
export const restoreEdition = (id: string, version: number): Promise<object> =>
  post(`${edition(id, version)}/restore`, {})
export const decideEdition = (
  id: string,
  version: number,
  decision: { isApproved: boolean; reason: string },
): Promise<object> => post(`${edition(id, version)}/decision`, decision)
