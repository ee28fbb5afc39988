import type { PostContent } from '../../../domain/post/content.ts'
import { variablesIn } from '../../../domain/post/kinds.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import { checkTemplate, compileTemplate, exampleValues, fillTemplate } from '../../scripts/template.ts'
import type { Deps } from '../../deps.ts'
import { type Arm, createFiller } from '../plan/fill-texts.ts'
import { visibleSenders } from '../policy.ts'

const TRIED = 20

/** A text as one of those would get it who were counted; where nobody is known, or nobody's words are, with examples. */
export async function fillTrial(
  deps: Deps,
  scope: Scope,
  { postId, arm, content }: { postId: string; arm: Arm; content: PostContent },
): Promise<{ text: string; isExample: boolean }> {
  const { text } = content
  // A draft may be wrong for a while; the composer says where.
  if (checkTemplate(text).length > 0) return { text, isExample: false }
  const { sql } = deps.database
  const own = visibleSenders(scope, 't."staffId"')
  const known = await sql.all<{ customerId: string | null; staffId: string }>(
    `SELECT t."customerId", t."staffId" FROM "PostTarget" t WHERE t."corpId" = ? AND t."postId" = ? AND t."state" <> 'held' AND ${own.sql}
     ORDER BY CASE WHEN t."arm" = ? THEN 0 ELSE 1 END, t."targetId" LIMIT ${TRIED}`,
    [scope.corpId, postId, ...own.params, arm],
  )
  const filler = createFiller(scope.corpId, { content, second: null })
  await filler.load(sql, {
    customerIds: known.flatMap(({ customerId }) => customerId ?? []),
    staffIds: known.map(({ staffId }) => staffId),
  })
  for (const { customerId, staffId } of known) {
    const lot = filler.fill({ arm: 'a', customerId, staffId })
    if (lot !== null) return { text: lot.text, isExample: false }
  }
  const compiled = compileTemplate(text)
  if ('errors' in compiled) return { text, isExample: false }
  return { text: fillTemplate(compiled, exampleValues()).text, isExample: variablesIn(text).length > 0 }
}
