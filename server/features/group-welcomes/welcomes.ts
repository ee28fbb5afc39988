import { checkGroupWelcome, GROUP_WELCOME_LIMITS } from '../../domain/post/check-group-welcome.ts'
import { describeBlob } from '../../platform/blobs.ts'
import type { SqlRow, SqlTx } from '../../platform/db/index.ts'
import { rowFlag, rowTime } from '../../platform/db/row-values.ts'
import { AppError } from '../../platform/http/app-error.ts'
import { cutPage, readCursor } from '../../platform/http/cursor.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { newId } from '../../platform/new-id.ts'
import { writeAudit } from '../audit.ts'
import { wayState } from '../contact-ways/contract.ts'
import type { Deps } from '../deps.ts'
import { misfitOf } from '../media/index.ts'
import { postContent } from '../posts/contract.ts'
import type { Saved, WelcomeInput, WelcomeList, WelcomeRow } from './contract.ts'
import { groupWelcomeEffect } from './welcome-effect.ts'

const PAGE = 30

/** Those in use, the newest first. */
export async function listWelcomes(
  deps: Deps,
  { corpId }: Scope,
  cursor: string | undefined,
): Promise<WelcomeList> {
  const { sql } = deps.database
  const after = readCursor(cursor)
  const rows = await sql.all<SqlRow>(
    `SELECT "id", "name", "text", "attachmentJson", "notifiesOwners", "wayState", "errorText", "sentVersion", "version", "createdAt", "updatedAt"
     FROM "GroupWelcome" WHERE "corpId" = ? AND "endedAt" IS NULL ${after ? 'AND ("createdAt", "id") < (?, ?)' : ''}
     ORDER BY "createdAt" DESC, "id" DESC LIMIT ?`,
    [corpId, ...(after ? [new Date(after.at), after.id] : []), PAGE + 1],
  )
  const { items, nextCursor } = cutPage(rows, PAGE, (row) => ({
    at: rowTime(row['createdAt']).toISOString(),
    id: String(row['id']),
  }))
  const count = await countOpen(sql, corpId)
  return { items: items.map(toRow), nextCursor, count, most: GROUP_WELCOME_LIMITS.perCorp }
}

export async function createWelcome(deps: Deps, scope: Scope, input: WelcomeInput): Promise<Saved> {
  await requireSound(deps, scope, input)
  const { corpId, staffId: createdBy } = scope
  const now = deps.clock.now()
  const id = newId(now.getTime())
  const { name, notifiesOwners } = input
  const [text, attachmentJson] = stored(input)
  await deps.database.sql.transaction(async (tx) => {
    if ((await countOpen(tx, corpId)) >= GROUP_WELCOME_LIMITS.perCorp)
      throw new AppError('limit-reached', { tell: { reason: 'too-many-welcomes' } })
    await tx.run(
      `INSERT INTO "GroupWelcome" ("corpId", "id", "name", "text", "attachmentJson", "notifiesOwners", "wayState", "version",
         "createdBy", "createdAt", "updatedAt") VALUES (?, ?, ?, ?, ?, ?, 'making', 1, ?, ?, ?)`,
      [corpId, id, name, text, attachmentJson, notifiesOwners, createdBy, now, now],
    )
    await note(tx, deps, { scope, id, action: 'group-welcome-made', detail: { name } })
    await groupWelcomeEffect.plan(tx, deps, { corpId, id, createdBy })
  })
  return { id, version: 1 }
}

/** Groups that use it say the new words from WeCom's answer on. */
export async function updateWelcome(
  deps: Deps,
  scope: Scope,
  { id, version, ...input }: WelcomeInput & { id: string; version: number },
): Promise<Saved> {
  await requireSound(deps, scope, input)
  const { corpId, staffId: createdBy } = scope
  const [text, attachmentJson] = stored(input)
  await deps.database.sql.transaction(async (tx) => {
    await requireOpen(tx, corpId, id)
    const changed = await tx.run(
      `UPDATE "GroupWelcome" SET "name" = ?, "text" = ?, "attachmentJson" = ?, "notifiesOwners" = ?, "version" = "version" + 1, "updatedAt" = ?
       WHERE "corpId" = ? AND "id" = ? AND "version" = ?`,
      [input.name, text, attachmentJson, input.notifiesOwners, deps.clock.now(), corpId, id, version],
    )
    if (changed === 0) throw new AppError('conflict', { tell: { reason: 'changed-meanwhile' } })
    await note(tx, deps, { scope, id, action: 'group-welcome-changed', detail: { name: input.name } })
    await groupWelcomeEffect.plan(tx, deps, { corpId, id, createdBy })
  })
  return { id, version: version + 1 }
}

/** WeCom forgets it: groups that use it greet nobody any more. */
export async function endWelcome(deps: Deps, scope: Scope, id: string): Promise<void> {
  const { corpId, staffId: createdBy } = scope
  const now = deps.clock.now()
  await deps.database.sql.transaction(async (tx) => {
    await requireOpen(tx, corpId, id)
    await tx.run('UPDATE "GroupWelcome" SET "endedAt" = ?, "updatedAt" = ? WHERE "corpId" = ? AND "id" = ?', [
      now,
      now,
      corpId,
      id,
    ])
    await note(tx, deps, { scope, id, action: 'group-welcome-removed', detail: {} })
    await groupWelcomeEffect.plan(tx, deps, { corpId, id, createdBy })
  })
}

/** Within WeCom's limits, and every file is stored. What is told of a file counts only as far as its bytes agree. */
async function requireSound(
  { database: { db } }: Deps,
  { corpId }: Scope,
  { content }: Pick<WelcomeInput, 'content'>,
): Promise<void> {
  const refuse = (reason: string): never => {
    throw new AppError('invalid-input', { tell: { field: 'content', reason } })
  }
  const [problem] = checkGroupWelcome(content)
  if (problem) refuse(problem.is)
  for (const one of content.attachments) {
    const hash = 'hash' in one ? one.hash : one.cover
    if (hash === null) continue
    const blob = await describeBlob(db, { corpId, hash })
    const use = one.kind === 'video' || one.kind === 'file' ? one.kind : 'image'
    if (!blob) refuse('no-file')
    else if (misfitOf(blob, use)) refuse('wrong-file')
  }
}

const stored = ({ content }: WelcomeInput): [string, string | null] => [
  content.text,
  content.attachments[0] === undefined ? null : JSON.stringify(content.attachments[0]),
]

export function contentOf({ text, attachmentJson }: { text: string; attachmentJson: string | null }) {
  const attachments = attachmentJson === null ? [] : [JSON.parse(attachmentJson)]
  return postContent.parse({ text, attachments })
}

function toRow(row: SqlRow): WelcomeRow {
  const attachmentJson = row['attachmentJson'] === null ? null : String(row['attachmentJson'])
  const version = Number(row['version'])
  return {
    id: String(row['id']),
    name: String(row['name']),
    version,
    content: contentOf({ text: String(row['text']), attachmentJson }),
    notifiesOwners: rowFlag(row['notifiesOwners']),
    wayState: wayState.parse(row['wayState']),
    errorText: row['errorText'] === null ? null : String(row['errorText']),
    isBehind: row['sentVersion'] !== null && Number(row['sentVersion']) < version,
    updatedAt: rowTime(row['updatedAt']).toISOString(),
  }
}

async function countOpen(sql: Pick<SqlTx, 'all'>, corpId: string): Promise<number> {
  const [row] = await sql.all<{ n: number }>(
    'SELECT COUNT(*) AS "n" FROM "GroupWelcome" WHERE "corpId" = ? AND "endedAt" IS NULL',
    [corpId],
  )
  return Number(row?.n ?? 0)
}

async function requireOpen(tx: SqlTx, corpId: string, id: string): Promise<void> {
  const rows = await tx.all(
    'SELECT "id" FROM "GroupWelcome" WHERE "corpId" = ? AND "id" = ? AND "endedAt" IS NULL',
    [corpId, id],
  )
  if (rows.length === 0) throw new AppError('not-found', { log: 'no such group welcome, or it has ended' })
}

async function note(
  tx: SqlTx,
  deps: Deps,
  { scope, id, action, detail }: { scope: Scope; id: string; action: string; detail: object },
): Promise<void> {
  await writeAudit(tx, deps, scope, { action, objectKind: 'group-welcome', objectId: id, detail })
}
