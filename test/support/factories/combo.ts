import { corpId, type TestService } from '../service.ts'

/** A combination as mining stores it; made once, so that asking for it twice is the same one. */
export async function makeCombo({ database }: TestService, id = 'combo-test'): Promise<string> {
  const counts = { count: 30, leftCount: 60, rightCount: 80, support: 0.03, confidence: 0.5, lift: 6.25 }
  const rule = {
    ...counts,
    leftJson: '["澜岳 s7"]',
    rightItem: '车窗贴膜',
    leverage: 0.02,
    conviction: 1.84,
    p: 0.001,
    isEnabled: true,
    isCurrent: true,
    minedAt: new Date('2026-01-01T00:00:00Z'),
  }
  await database.db.comboRule.upsert({
    where: { corpId_id: { corpId, id } },
    create: { corpId, id, ...rule },
    update: rule,
  })
  return id
}
