import { DeskError } from '../api.ts'
import { t } from '../i18n.ts'

/** The faces of anything that is fetched. "Failed" is never "empty". */
export type Load = { state: 'loading' } | { state: 'ready' } | { state: 'failed'; reason: string }

export const LOADING: Load = { state: 'loading' }
export const READY: Load = { state: 'ready' }

export function failed(error: unknown): Load {
  return { state: 'failed', reason: reasonOf(error) }
}

export function reasonOf(error: unknown): string {
  if (error instanceof DeskError && error.kind === 'unreachable') return t('state.unreachable')
  return error instanceof Error ? error.message : String(error)
}
