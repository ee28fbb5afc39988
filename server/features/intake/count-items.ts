import { groupBy } from '../../domain/group-by.ts'
import { localDateOf } from '../../domain/time.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import type { Deps } from '../deps.ts'
import type { KnownSource } from './authenticate.ts'
import { isKnownKind, type IntakeResult } from './contract.ts'

interface Told {
  source: Pick<KnownSource, 'corpId' | 'id'>
  results: readonly IntakeResult[]
}

/** The table of the console: how many of which kind came on which day, and what came of them. */
export async function countItems(tx: SqlTx, deps: Deps, { source, results }: Told): Promise<void> {
  const day = localDateOf(deps.clock.nowMs())
  // Kinds are words of the sender's: what is no kind at all is counted together.
  const kinds = groupBy(results, ({ kind, result }) =>
    result === 'refused' && !isKnownKind(kind) ? '' : kind,
  )
  for (const [kind, of] of kinds) {
    const count = (word: IntakeResult['result']): number => of.filter(({ result }) => result === word).length
    await tx.run(
      `INSERT INTO "IntakeTally" ("corpId", "sourceId", "kind", "day", "accepted", "same", "changed", "refused")
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT ("corpId", "sourceId", "kind", "day") DO UPDATE SET
       "accepted" = "IntakeTally"."accepted" + excluded."accepted", "same" = "IntakeTally"."same" + excluded."same",
       "changed" = "IntakeTally"."changed" + excluded."changed", "refused" = "IntakeTally"."refused" + excluded."refused"`,
      [
        source.corpId,
        source.id,
        kind,
        day,
        count('accepted'),
        count('same'),
        count('changed'),
        count('refused'),
      ],
    )
  }
}
