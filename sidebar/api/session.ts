import type { Me, Signature } from '../../server/features/session/contract.ts'
import { get, post, put } from './request.ts'

export type { Me }

export const readMe = (): Promise<Me> => get<Me>('/me')
export const saveLanguage = (language: Me['language']): Promise<object> => put('/me/language', { language })
export const endSession = (): Promise<object> => post('/session/end')

export function signPage(kind: 'config' | 'agentConfig', url: string): Promise<Signature> {
  return post<Signature>('/jssdk/signature', { kind, url })
}
