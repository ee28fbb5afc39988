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
import { uploadFile } from './upload.ts'

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
  search: { q?: string; categoryId?: string; cursor?: string | undefined },
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

export function uploadScriptImage(id: string, file: File): Promise<object> {
  return uploadFile(`${script(id)}/image`, file, { contentType: file.type })
}

/** The version keeps a replaced picture from coming out of the browser's cache. */
export const scriptImageAddress = (id: string, version: number): string =>
  `/api/v1${script(id)}/image?app=console&v=${version}`

export const addCategory = (name: string): Promise<{ id: string }> => post('/scripts/categories', { name })
export const renameCategory = (id: string, name: string): Promise<object> => put(category(id), { name })
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
