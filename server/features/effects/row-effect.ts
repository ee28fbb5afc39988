import { z } from 'zod'
import type { SqlTx } from '../../platform/db/index.ts'
import type { Deps } from '../deps.ts'
import type { EffectAnswer, EffectCheck, EffectHandlers, EffectOutcome, EffectTask } from '../feature.ts'
import { planEffect } from './plan-effect.ts'

interface RowKey {
  corpId: string
  id: string
}

export interface RowOutcome extends RowKey {
  outcome: EffectOutcome
}

/** A kind of effect that brings WeCom to what one row of ours says at the time of the call. */
interface RowEffectKind<Row> {
  kind: string
  /** The name of the row's id in the payload: stored effects keep theirs. */
  idName: 'id' | 'codeId'
  isRepeatable: boolean
  read(deps: Deps, key: RowKey): Promise<Row | null>
  run(deps: Deps, row: Row): Promise<EffectAnswer>
  check?(deps: Deps, row: Row): Promise<EffectCheck | null>
  record(tx: SqlTx, deps: Deps, row: RowOutcome): Promise<void>
}

interface RowEffect {
  /** Several changes become one call. */
  plan(tx: SqlTx, deps: Deps, row: RowKey & { createdBy: string | null }): Promise<void>
  handlers(deps: Deps): EffectHandlers
}

export function rowEffect<Row>({ kind, idName, isRepeatable, ...of }: RowEffectKind<Row>): RowEffect {
  const keyOf = ({ corpId, payload }: EffectTask): RowKey => ({
    corpId,
    id: z.string().parse(z.looseObject({}).parse(payload)[idName]),
  })
  return {
    async plan(tx, deps, { corpId, id, createdBy }) {
      const payload = { [idName]: id }
      await planEffect(tx, deps, {
        corpId,
        kind,
        key: `${kind}:${id}`,
        payload,
        createdBy,
        merge: () => payload,
      })
    },
    handlers: (deps) => ({
      [kind]: {
        isRepeatable,
        async run(task) {
          const row = await of.read(deps, keyOf(task))
          return row ? of.run(deps, row) : { state: 'done' }
        },
        async check(task) {
          const row = await of.read(deps, keyOf(task))
          return row ? ((await of.check?.(deps, row)) ?? null) : { state: 'not-done' }
        },
        record: (tx, task, outcome) => of.record(tx, deps, { ...keyOf(task), outcome }),
      },
    }),
  }
}
