import { importProblem } from '../../../texts/import-problems.ts'

const REASONS = ['no-columns', 'row-too-large', 'broken-quotes'] as const

/** Why a file cannot be read, from the values beside `not-a-csv`; null when they say nothing we know. */
export function unreadableText(tell: Readonly<Record<string, unknown>>): string | null {
  const { found, line, maxColumns } = tell
  if (found === 'too-many-columns')
    return importProblem('upload.reason.too-many-columns', {
      limit: typeof maxColumns === 'number' ? maxColumns : 100,
    })
  const reason = REASONS.find((known) => known === found)
  if (!reason) return null
  const where = typeof line === 'number' ? ` ${importProblem('upload.reason.line', { line })}` : ''
  return importProblem(`upload.reason.${reason}`) + where
}
