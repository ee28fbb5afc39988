import type { Deps } from '../deps.ts'
import { welcomeContent, type WelcomeContent } from './contract.ts'

/** The own welcome of the code that a newcomer came by; null: the corp's. */
export async function welcomeOfCode(
  deps: Deps,
  { corpId, state }: { corpId: string; state: string | undefined },
): Promise<WelcomeContent | null> {
  if (state === undefined || state === '') return null
  const rows = await deps.database.sql.all<{ welcomeJson: string | null }>(
    'SELECT "welcomeJson" FROM "LiveCode" WHERE "corpId" = ? AND "state" = ?',
    [corpId, state],
  )
  const json = rows[0]?.welcomeJson
  if (!json) return null
  const parsed = welcomeContent.safeParse(JSON.parse(json))
  return parsed.success ? parsed.data : null
}
