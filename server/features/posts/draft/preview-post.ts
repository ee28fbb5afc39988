import type { Scope } from '../../../platform/http/scope.ts'
import { compileTemplate, exampleValues, fillTemplate } from '../../scripts/template.ts'
import type { Deps } from '../../deps.ts'
import type { PostPreview } from '../contract.ts'
import { requirePost, visibleSenders } from '../policy.ts'

const SENDERS = 8

interface Row {
  staffId: string
  name: string
  arm: 'a' | 'b'
  text: string
  n: number
}

/** The texts as some of the senders would have them; before anybody was counted, with examples. */
export async function previewPost(deps: Deps, scope: Scope, id: string): Promise<PostPreview> {
  const post = await requirePost(deps, scope, id)
  const own = visibleSenders(scope, 't."staffId"')
  const rows = await deps.database.sql.all<Row>(
    `SELECT t."staffId", s."name", t."arm", l."text", COUNT(*) AS "n" FROM "PostTarget" t
     JOIN "Staff" s ON s."corpId" = t."corpId" AND s."id" = t."staffId"
     JOIN "PostLot" l ON l."corpId" = t."corpId" AND l."postId" = t."postId" AND l."lotId" = t."lotId"
     WHERE t."corpId" = ? AND t."postId" = ? AND t."state" <> 'held' AND ${own.sql} AND t."staffId" IN
       (SELECT DISTINCT d."staffId" FROM "PostTarget" d WHERE d."corpId" = ? AND d."postId" = ? AND d."state" <> 'held' ORDER BY d."staffId" LIMIT ${SENDERS})
     GROUP BY t."staffId", s."name", t."arm", t."lotId", l."text" ORDER BY s."name", t."staffId", t."arm", "n" DESC`,
    [scope.corpId, id, ...own.params, scope.corpId, id],
  )
  const senders = new Map<string, PostPreview['senders'][number]>()
  for (const { staffId, name, arm, text, n } of rows) {
    const known = senders.get(staffId) ?? { staffId, name, texts: [] }
    known.texts.push({ arm, text, count: Number(n) })
    senders.set(staffId, known)
  }
  if (senders.size > 0) return { senders: [...senders.values()] }
  const example = (text: string): string => {
    const compiled = compileTemplate(text)
    return 'errors' in compiled ? text : fillTemplate(compiled, exampleValues()).text
  }
  const { content, second } = post.draft
  const texts = [
    { arm: 'a' as const, text: example(content.text), count: 0 },
    ...(second === null ? [] : [{ arm: 'b' as const, text: example(second.text), count: 0 }]),
  ]
  return { senders: [{ staffId: '', name: '', texts }] }
}
