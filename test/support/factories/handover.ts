import type { Database } from '../../../server/platform/db/index.ts'

/** A plan without rows: nobody is chosen yet. */
export async function makeDraft(
  { db }: Database,
  { corpId, fromStaffId, at }: { corpId: string; fromStaffId: string; at: Date },
): Promise<string> {
  const id = `DRAFT${(made += 1)}`
  const plan = { customers: null, groups: false, rule: { kind: 'even' }, successors: [] }
  await db.handover.create({
    data: {
      corpId,
      id,
      family: 'onjob',
      fromStaffId,
      state: 'draft',
      createdBy: fromStaffId,
      planJson: JSON.stringify(plan),
      createdAt: at,
      updatedAt: at,
    },
  })
  return id
}

let made = 0
