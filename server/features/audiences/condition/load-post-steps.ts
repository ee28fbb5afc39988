import { FIELD_OF_STEP, leavesOf, type Condition } from '../../../domain/audience/condition.ts'
import { FUNNEL_STEPS } from '../../../domain/post/funnel.ts'
import { add, read, type Load } from './load-facts.ts'
import { stepReached, TARGETS } from './post-steps.ts'

/** The posts that came as far as some condition asks. */
export async function loadPostSteps(load: Load, conditions: readonly Condition[]): Promise<void> {
  const asked = new Set(conditions.flatMap(leavesOf).map((leaf) => (leaf.is === 'choice' ? leaf.field : '')))
  const visible = load.frame.visible('t."staffId"')
  for (const step of FUNNEL_STEPS) {
    const field = FIELD_OF_STEP[step]
    if (!asked.has(field)) continue
    const rows = await read<{ customerId: string; postId: string }>(load, {
      columns: 'DISTINCT t."customerId", t."postId"',
      from: TARGETS,
      own: 't',
      id: 't."customerId"',
      and: {
        sql: `${visible.sql} AND ${stepReached(load.frame.dialect, step)}`,
        params: visible.params,
      },
    })
    for (const { customerId, postId } of rows) add(load.of.get(customerId), field, postId)
  }
}
