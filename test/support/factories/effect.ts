import type { Database } from '../../../server/platform/db/index.ts'

/** A write to WeCom that gave up, by this member about this contact. */
export async function makeFailedEffect(
  { db }: Database,
  effect: { corpId: string; createdBy: string; externalUserid: string; at: Date },
): Promise<string> {
  const { corpId, createdBy, externalUserid, at } = effect
  const id = `EFFECT${(made += 1)}`
  await db.effect.create({
    data: {
      corpId,
      id,
      kind: 'remark',
      key: `remark:${id}`,
      state: 'failed',
      payloadJson: JSON.stringify({ staffId: createdBy, externalUserid, remark: '林' }),
      errorText: 'WeCom did not answer',
      attempts: 8,
      notBefore: at,
      createdBy,
      createdAt: at,
      updatedAt: at,
      settledAt: at,
    },
  })
  return id
}

let made = 0
