import type { Database } from '../../../server/platform/db/index.ts'
import { newId } from '../../../server/platform/new-id.ts'

/** A shared audience of somebody who asks nothing here. */
export async function makeAudience({ db }: Database, corpId: string, at: Date): Promise<string> {
  const id = newId(at.getTime())
  await db.audience.create({
    data: {
      corpId,
      id,
      name: '全部客户',
      conditionJson: '{"all":[]}',
      pathsJson: '["/"]',
      ownerStaffId: 'SOMEBODY',
      createdAt: at,
      updatedAt: at,
    },
  })
  return id
}

/** A rule that means nobody. */
export async function makeTagRule({ db }: Database, corpId: string, at: Date): Promise<string> {
  const id = newId(at.getTime())
  const said = { name: '没有人', conditionJson: '{"any":[]}', version: 1 }
  await db.tagRule.create({ data: { corpId, id, ...said, note: '', createdAt: at, updatedAt: at } })
  await db.tagRuleVersion.create({ data: { corpId, ruleId: id, ...said, savedAt: at } })
  return id
}

/** A tag somebody gave by hand. */
export async function makeCustomerTag(
  { db }: Database,
  { corpId, customerId, at }: { corpId: string; customerId: string; at: Date },
): Promise<string> {
  const id = newId(at.getTime())
  const tagKey = `name:${id}`
  await db.customerTag.create({
    data: {
      corpId,
      id,
      customerId,
      tagKey,
      openKey: `${customerId} ${tagKey}`,
      source: 'manual',
      name: id,
      reasonJson: '[]',
      since: at,
    },
  })
  return id
}
