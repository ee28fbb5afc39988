import type { Deps } from '../../server/features/deps.ts'

export const STAFF = 200
export const TAGS = 40
const CHUNK = 20_000

const CUSTOMER = `printf('c%010d', n)`
const EXTERNAL = `printf('wm%010d', n)`
const ADVISER = `'staff' || (n % ${STAFF})`
const OWN = { corpId: '?1' }

/** Rows of each customer: how many, and each column from `n`, the customer's number, and `k`, the row's among theirs. */
const TABLES: Record<string, { each: number; columns: Record<string, string> }> = {
  Customer: {
    each: 1,
    columns: {
      ...OWN,
      id: CUSTOMER,
      name: `'客户' || n`,
      gender: '1',
      phoneMask: `'138****0000'`,
      search: `CAST(n AS TEXT)`,
      createdAt: '?2',
      updatedAt: '?2',
    },
  },
  Contact: {
    each: 1,
    columns: {
      ...OWN,
      externalUserid: EXTERNAL,
      customerId: CUSTOMER,
      name: `'客户' || n`,
      type: '1',
      gender: '1',
      digest: `'d'`,
      firstSeenAt: '?2',
      updatedAt: '?2',
    },
  },
  Follow: {
    each: 1,
    columns: {
      ...OWN,
      staffId: ADVISER,
      externalUserid: EXTERNAL,
      remark: `'备注' || n`,
      description: `''`,
      addWay: '1',
      followedAt: '?2',
      search: `CAST(n AS TEXT)`,
      digest: `'d'`,
      updatedAt: '?2',
      awaitingHandover: '0',
    },
  },
  FollowTag: {
    each: 5,
    columns: {
      ...OWN,
      staffId: ADVISER,
      externalUserid: EXTERNAL,
      tagId: `'t' || ((n + k * 7) % ${TAGS})`,
    },
  },
  Order: {
    each: 4,
    columns: {
      ...OWN,
      orderNo: `'o' || n || '-' || k`,
      customerId: CUSTOMER,
      kind: `'service'`,
      status: `'done'`,
      paidFen: '68000',
      refundedFen: '0',
      orderedAt: '?2',
      orderedOn: `'2026-0' || (k + 1) || '-11'`,
      title: `'保养'`,
      digest: `'d'`,
      importId: `'i'`,
      updatedAt: '?2',
    },
  },
  Rfm: {
    each: 1,
    columns: {
      ...OWN,
      customerId: CUSTOMER,
      lastVisitOn: `'2026-04-11'`,
      frequency: '4',
      monetaryFen: '272000',
      recencyScore: '4',
      frequencyScore: '4',
      monetaryScore: '4',
      code: '7',
      thresholdVersion: `'v1'`,
      asOf: `'2026-05-01'`,
    },
  },
  Vehicle: {
    each: 1,
    columns: {
      ...OWN,
      id: `'v' || n`,
      customerId: CUSTOMER,
      model: `'S7'`,
      plateMask: `'沪A·**321'`,
      nextServiceOn: `'2026-10-11'`,
      lastServiceOn: `'2026-04-11'`,
      updatedAt: '?2',
    },
  },
  Action: {
    each: 3,
    columns: {
      ...OWN,
      customerId: CUSTOMER,
      rule: `CASE k WHEN 0 THEN 'service-due' WHEN 1 THEN 'trade-in-window' ELSE 'important-keep' END`,
      rank: 'k + 1',
      score: '1',
      scriptId: `'s' || k`,
      reasonJson: `'{"lastServiceOn":"2026-04-11"}'`,
      factsDigest: `'f'`,
      computedAt: '?2',
    },
  },
}

/** Made inside SQLite, on which the benches run: a million customers through JavaScript take a quarter of an hour. */
export async function seedRows(deps: Deps, corpId: string, count: number): Promise<void> {
  const now = deps.clock.now()
  for (let from = 0; from < count; from += CHUNK)
    await deps.database.sql.transaction(async (tx) => {
      for (const [table, { each, columns }] of Object.entries(TABLES))
        await tx.run(
          `WITH RECURSIVE people(n) AS (SELECT ?3 UNION ALL SELECT n + 1 FROM people WHERE n + 1 < ?4),
             rows(k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM rows WHERE k + 1 < ${each})
           INSERT INTO "${table}" (${Object.keys(columns)
             .map((name) => `"${name}"`)
             .join(', ')})
           SELECT ${Object.values(columns).join(', ')} FROM people CROSS JOIN rows`,
          [corpId, now, from, Math.min(count, from + CHUNK)],
        )
    })
}
