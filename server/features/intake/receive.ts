import { createHash } from 'node:crypto'
import type Koa from 'koa'
import { withRetryOnBusy } from '../../platform/db/retry.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { AppError } from '../../platform/http/app-error.ts'
import { readBytes } from '../../platform/http/read-json.ts'
import type { Deps } from '../deps.ts'
import { authenticateSource, type KnownSource } from './authenticate.ts'
import { intakeAnswer, intakeBatch, type IntakeAnswer } from './contract.ts'
import { keepRefusals } from './refused/keep-refusals.ts'
import { takeItems } from './take-items.ts'
import { takeRoom } from './take-room.ts'

const KEEP_ANSWERS_MS = 2 * 86_400_000
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,128}$/

/** POST /api/v1/intake: another system tells facts. It is known by its key alone; cookies mean nothing here. */
export async function receiveFacts(ctx: Koa.Context, deps: Deps): Promise<void> {
  ctx.set('Cache-Control', 'no-store')
  const source = await authenticateSource(deps, ctx.get('authorization'))
  if (!ctx.is('json')) throw new AppError('invalid-body', { log: 'intake wants application/json' })
  const key = ctx.get('idempotency-key')
  if (key !== '' && !IDEMPOTENCY_KEY.test(key))
    throw new AppError('invalid-input', { log: 'Idempotency-Key' })
  const bytes = await readBytes(ctx, source.maxBytes)
  const { items } = intakeBatch.parse(readJson(bytes))
  const bodyHash = createHash('sha256').update(bytes).digest('base64url')
  const answer = await withRetryOnBusy(deps.clock, () =>
    deps.database.sql.transaction(async (tx) => {
      const earlier = key === '' ? null : await findAnswer(tx, source, { key, bodyHash })
      if (earlier) return earlier
      await takeRoom(tx, source, { items: items.length, now: deps.clock.now() })
      // Asked again: a twin of this request may have held the source's row until now.
      const meanwhile = key === '' ? null : await findAnswer(tx, source, { key, bodyHash })
      if (meanwhile) return meanwhile
      const made = await takeItems(tx, deps, { source, items })
      await keepRefusals(tx, deps, { source, items, results: made.results })
      await markKey(tx, deps, source)
      if (key !== '') await keepAnswer(tx, deps, { source, key, bodyHash, answer: made })
      return made
    }),
  )
  deps.jobs.nudge()
  ctx.status = 200
  ctx.body = answer
}

function readJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    throw new AppError('invalid-body', { log: 'intake body is not JSON' })
  }
}

async function findAnswer(
  tx: SqlTx,
  { corpId, id }: KnownSource,
  { key, bodyHash }: { key: string; bodyHash: string },
): Promise<IntakeAnswer | null> {
  const [row] = await tx.all<{ bodyHash: string; answerJson: string }>(
    `SELECT "bodyHash", "answerJson" FROM "IntakeAnswer" WHERE "corpId" = ? AND "sourceId" = ? AND "key" = ?`,
    [corpId, id, key],
  )
  if (!row) return null
  if (row.bodyHash !== bodyHash)
    throw new AppError('conflict', {
      log: 'Idempotency-Key with another body',
      tell: { key: 'Idempotency-Key' },
    })
  return intakeAnswer.parse(JSON.parse(row.answerJson))
}

async function keepAnswer(
  tx: SqlTx,
  { clock }: Deps,
  {
    source,
    key,
    bodyHash,
    answer,
  }: { source: KnownSource; key: string; bodyHash: string; answer: IntakeAnswer },
): Promise<void> {
  const now = clock.now()
  const { corpId, id } = source
  await tx.run(`DELETE FROM "IntakeAnswer" WHERE "corpId" = ? AND "sourceId" = ? AND "at" < ?`, [
    corpId,
    id,
    new Date(now.getTime() - KEEP_ANSWERS_MS),
  ])
  await tx.run(
    `INSERT INTO "IntakeAnswer" ("corpId", "sourceId", "key", "bodyHash", "answerJson", "at") VALUES (?, ?, ?, ?, ?, ?)`,
    [corpId, id, key, bodyHash, JSON.stringify(answer), now],
  )
}

async function markKey(tx: SqlTx, { clock }: Deps, { corpId, keyId }: KnownSource): Promise<void> {
  await tx.run(`UPDATE "IntakeKey" SET "lastUsedAt" = ? WHERE "corpId" = ? AND "id" = ?`, [
    clock.now(),
    corpId,
    keyId,
  ])
}
