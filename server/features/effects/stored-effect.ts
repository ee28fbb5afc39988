import { CURRENT_EPOCH } from '../../platform/db/epoch.ts'
import type { SqlRow, SqlTx } from '../../platform/db/index.ts'
import { toWrite } from '../../platform/db/until-commit.ts'
import { rowTime, rowTimeOrNull } from '../../platform/db/row-values.ts'
import type { EffectTask } from '../feature.ts'
import { readItems } from './effect-items.ts'
import { SAME_KEY, sameKeyParams } from './effect-key.ts'

/** An effect as the outbox works on it. */
export interface StoredEffect {
  corpId: string
  id: string
  kind: string
  key: string
  state: string
  payloadJson: string
  resultJson: string | null
  attempts: number
  polls: number
  notBefore: Date
  acceptedAt: Date | null
  createdBy: string | null
  /** Planned before the backup this database came back from: it may have happened since. */
  isFromBackup: boolean
}

const COLUMNS = `"corpId", "id", "kind", "key", "state", "payloadJson", "resultJson", "attempts", "polls", "notBefore", "acceptedAt", "createdBy", "epoch" < ${CURRENT_EPOCH} AS "isFromBackup"`

/** The oldest of a key that is planned, or whose call has no outcome yet. */
export async function nextEffect(
  sql: SqlTx,
  { corpId, key }: { corpId: string; key: string },
): Promise<StoredEffect | undefined> {
  const rows = await sql.all<SqlRow>(
    `SELECT ${COLUMNS} FROM "Effect" WHERE "corpId" = ? AND ${SAME_KEY} AND "state" IN ('planned', 'calling')
     ORDER BY "id" LIMIT 1`,
    [corpId, ...sameKeyParams(key)],
  )
  return rows[0] && effectOf(rows[0])
}

export async function findEffect(
  sql: SqlTx,
  { corpId, id }: { corpId: string; id: string },
): Promise<StoredEffect | undefined> {
  return oneEffect(sql, { corpId, id, ending: '' })
}

/** The same for whoever settles it: nobody else does until the transaction has ended. */
export async function holdEffect(
  tx: SqlTx,
  { corpId, id }: { corpId: string; id: string },
): Promise<StoredEffect | undefined> {
  return oneEffect(tx, { corpId, id, ending: toWrite(tx) })
}

async function oneEffect(
  sql: SqlTx,
  { corpId, id, ending }: { corpId: string; id: string; ending: string },
): Promise<StoredEffect | undefined> {
  const rows = await sql.all<SqlRow>(
    `SELECT ${COLUMNS} FROM "Effect" WHERE "corpId" = ? AND "id" = ? ${ending}`,
    [corpId, id],
  )
  return rows[0] && effectOf(rows[0])
}

/** With its items, as a handler gets it. */
export async function taskOf(sql: SqlTx, effect: StoredEffect): Promise<EffectTask> {
  const { corpId, id, acceptedAt, createdBy } = effect
  return {
    corpId,
    id,
    payload: JSON.parse(effect.payloadJson) as unknown,
    createdBy,
    items: await readItems(sql, { corpId, effectId: id }),
    result: effect.resultJson === null ? undefined : (JSON.parse(effect.resultJson) as unknown),
    acceptedAt,
  }
}

function effectOf(row: SqlRow): StoredEffect {
  return {
    corpId: String(row['corpId']),
    id: String(row['id']),
    kind: String(row['kind']),
    key: String(row['key']),
    state: String(row['state']),
    payloadJson: String(row['payloadJson']),
    resultJson: row['resultJson'] === null ? null : String(row['resultJson']),
    attempts: Number(row['attempts']),
    polls: Number(row['polls']),
    notBefore: rowTime(row['notBefore']),
    acceptedAt: rowTimeOrNull(row['acceptedAt']),
    createdBy: row['createdBy'] === null ? null : String(row['createdBy']),
    isFromBackup: Boolean(row['isFromBackup']),
  }
}
