import type { LoginOptions } from '../../server/features/session/contract.ts'
import { namedCorp } from './corp.ts'
import { get, post } from './request.ts'

export type { LoginOptions }

export const readLoginOptions = (signal?: AbortSignal): Promise<LoginOptions> =>
  get('/login/options', { query: { corp: namedCorp() }, ...(signal ? { signal } : {}) })

/** The panel gives a code alone; the nonce ties it to this browser's own question for options. */
export function finishPanelLogin(code: string, nonce: string): Promise<object> {
  const corp = namedCorp()
  return post('/login/panel', { code, nonce, ...(corp === null ? {} : { corp }) })
}
