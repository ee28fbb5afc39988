import type { ScriptItem } from '../api/scripts.ts'
import { openSlots } from './fill.ts'

const VARIABLE = /\{\{\s*([\w.]+)[^}]*\}\}/g

/**
 * A script for a whole group: it has no one customer to fill it, so the advisor's own name goes in and every other
 * variable becomes an open slot. Null: its words depend on the customer (a condition), so it is not for groups.
 */
export function forGroup(
  script: ScriptItem,
  { advisor, labels }: { advisor: string; labels: ReadonlyMap<string, string> },
): ScriptItem | null {
  if (script.text.includes('{%')) return null
  const text = script.text.replace(VARIABLE, (_, name: string) =>
    name === 'advisor.name' ? advisor : `〔${labels.get(name) ?? name}〕`,
  )
  return { ...script, text, missing: openSlots(text) }
}
