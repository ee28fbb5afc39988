import type { CustomerPanel } from '../../../sidebar/api/panel.ts'

const script = (id: string, text: string, missing: string[] = []) => ({
  id,
  title: id,
  kind: 'text' as const,
  text,
  missing,
  linkUrl: null,
  linkDesc: null,
  hasImage: false,
})

/** A customer with everything; a test changes what it is about. */
export function customerPanel(change: Partial<CustomerPanel> = {}): CustomerPanel {
  return {
    now: '2026-03-18T02:24:00.000Z',
    syncedAt: '2026-03-18T01:30:00.000Z',
    contact: {
      externalUserid: 'wm1',
      customerId: 'c1',
      name: '林晓雨',
      avatar: null,
      type: 1,
      corpName: null,
      gender: 2,
      phoneMask: '138****6721',
      memberNo: null,
      lostAt: null,
    },
    follow: {
      remark: '林姐',
      description: '',
      addWay: 1,
      state: null,
      channel: null,
      followedAt: '2025-08-30T03:00:00.000Z',
      customerLeftAt: null,
      endedAt: null,
    },
    tags: [
      { tagId: 't1', name: '置换', groupName: '购车阶段' },
      { tagId: 't2', name: '首保已做', groupName: '售后' },
    ],
    personalTags: [],
    ownTags: [],
    tier: {
      code: 7,
      recencyScore: 5,
      frequencyScore: 4,
      monetaryScore: 5,
      lastVisitOn: '2026-03-06',
      frequency: 6,
      monetaryFen: 4_860_000,
      windowDays: 730,
      asOf: '2026-03-17',
      thresholdVersion: '2026-03',
    },
    standing: { stage: 'maturity', since: '2025-09-01', overrideUntil: null, grade: 'A', distance: 22 },
    recentSpendFen: [30_000, 126_000],
    vehicle: { model: '澜岳 S7', plateMask: '沪A·**321', nextServiceOn: '2026-03-27', lastServiceOn: null },
    actions: [
      {
        rule: 'service-due',
        reason: { dueOn: '2026-03-27', inDays: 9 },
        dueOn: '2026-03-27',
        factsDigest: 'd1',
        ...{ chance: 0.28, valueFen: 80_000, isMeasured: true },
        script: script('s1', '林女士您好'),
      },
      {
        rule: 'quote-follow-up',
        reason: { quotedOn: '2026-03-12', daysAgo: 6, title: 'L9' },
        dueOn: null,
        factsDigest: 'd2',
        ...{ chance: 0.13, valueFen: 150_000, isMeasured: false },
        script: script('s2', '报价到〔有效期〕为止', ['有效期']),
      },
    ],
    forecast: null,
    openTasks: 0,
    outreach: { refusal: null, heldBack: [], lastSend: null },
    takeover: null,
    ...change,
  }
}
