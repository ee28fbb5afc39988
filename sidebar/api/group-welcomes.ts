import type {
  Saved,
  WelcomeInput,
  WelcomeList,
  WelcomeRow,
} from '../../server/features/group-welcomes/contract.ts'
import { get, post, put } from './request.ts'

export type { WelcomeInput, WelcomeRow }

const PATH = '/group-welcomes'
const one = (id: string): string => `${PATH}/${encodeURIComponent(id)}`

export function listGroupWelcomes(cursor: string | undefined, signal?: AbortSignal): Promise<WelcomeList> {
  return get(PATH, { query: { cursor }, ...(signal ? { signal } : {}) })
}
export function saveGroupWelcome(
  input: WelcomeInput,
  old: { id: string; version: number } | null,
): Promise<Saved> {
  return old ? put(one(old.id), { ...input, version: old.version }) : post(PATH, input)
}
export function endGroupWelcome(id: string): Promise<unknown> {
  return post(`${one(id)}/end`, {})
}
