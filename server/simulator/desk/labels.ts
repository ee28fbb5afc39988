import { isWord, t } from './i18n.ts'

/** A role of the simulated company in the chosen language; unknown roles are shown as they come. */
export function roleName(role: string): string {
  const key = `role.${role}`
  return isWord(key) ? t(key) : role
}
