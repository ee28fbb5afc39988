import { z } from 'zod'
import { AppError } from '../../../platform/http/app-error.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import type { Deps } from '../../deps.ts'
import { itemError } from '../contract.ts'
import { valueAt } from '../reasons.ts'
import type { RefusalList } from './contract.ts'
import { maskValue } from './mask-value.ts'

const storedErrors = z.array(itemError)

/** Refused items and why, the newest first; their values masked. */
export async function listRefusals(
  deps: Deps,
  { corpId }: Scope,
  { sourceId, cursor, limit }: { sourceId: string; cursor: string | undefined; limit: number },
): Promise<RefusalList> {
  const { db } = deps.database
  const source = await db.intakeSource.findUnique({
    where: { corpId_id: { corpId, id: sourceId } },
    select: { id: true },
  })
  if (!source) throw new AppError('not-found', { log: 'no such intake source' })
  const rows = await db.intakeRefusal.findMany({
    where: { corpId, sourceId, ...(cursor ? { id: { lt: cursor } } : {}) },
    orderBy: { id: 'desc' },
    take: limit + 1,
  })
  const shown = rows.slice(0, limit)
  return {
    items: shown.map(({ id, at, kind, factId, errorsJson, bodySealed, triedAt, takenAt }) => {
      const body = bodySealed === null ? undefined : openBody(deps, bodySealed)
      return {
        id,
        at: at.toISOString(),
        kind,
        factId,
        errors: storedErrors.parse(JSON.parse(errorsJson)).map((error) => {
          const path = error.path === '' ? [] : error.path.split('.')
          return { ...error, value: maskValue(path, valueAt(body, path)) }
        }),
        isKept: bodySealed !== null,
        triedAt: triedAt?.toISOString() ?? null,
        takenAt: takenAt?.toISOString() ?? null,
      }
    }),
    nextCursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
    keptDays: deps.defaults.refusedKeptDays,
  }
}

export function openBody({ sealer }: Pick<Deps, 'sealer'>, bodySealed: string): unknown {
  return JSON.parse(sealer.open(bodySealed))
}
