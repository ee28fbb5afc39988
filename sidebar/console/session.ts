import { shallowRef } from 'vue'
import type { Me } from '../../server/features/session/contract.ts'
import { asProblem, type Problem } from '../api/problem.ts'
import { get, post, put } from '../api/request.ts'
import { setServerNow } from '../ui/clock.ts'
import { setLanguage, type Language } from '../ui/i18n.ts'
import { forgetLoads } from '../ui/use-load.ts'
import type { Role } from './area.ts'

/** Who is signed in; null before the first answer and after signing out. */
export const me = shallowRef<Me | null>(null)
/** Why we do not know who is signed in, other than "nobody is". */
export const meProblem = shallowRef<Problem | null>(null)

export async function readMe(): Promise<void> {
  meProblem.value = null
  try {
    const answer = await get<Me>('/me')
    me.value = answer
    setServerNow(answer.now)
    setLanguage(answer.language)
  } catch (error) {
    me.value = null
    const problem = asProblem(error)
    meProblem.value = problem.status === 401 ? null : problem
  }
}

export async function saveLanguage(language: Language): Promise<void> {
  await put('/me/language', { language })
  setLanguage(language)
  if (me.value) me.value = { ...me.value, language }
}

export async function signOut(): Promise<void> {
  await post('/session/end', {})
  me.value = null
  forgetLoads()
}

export function hasRole(...roles: Role[]): boolean {
  return roles.some((role) => me.value?.roles.includes(role))
}
