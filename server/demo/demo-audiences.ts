import type { AudienceInput } from '../features/audiences/contract.ts'
import { createAudience } from '../features/audiences/saved-audiences.ts'
import type { Deps } from '../features/deps.ts'
import { demoOperators } from './company.ts'

/** Whom the demo's operator works with: three questions a dealer asks every week, saved last to first. */
const AUDIENCES: readonly Pick<AudienceInput, 'name' | 'condition' | 'sort' | 'top'>[] = [
  {
    name: '看车未购，90 天内',
    condition: {
      all: [
        { is: 'facts', kinds: ['order-visit'], withinDays: 90, measure: 'count', min: 1 },
        { is: 'facts', kinds: ['order-vehicle'], withinDays: 90, measure: 'count', max: 0 },
      ],
    },
    sort: 'last-visit',
    top: null,
  },
  {
    name: '消费高、半年没来',
    condition: {
      all: [
        { is: 'range', field: 'spentYuan', min: 3000 },
        { is: 'range', field: 'recencyDays', min: 180 },
        { is: 'choice', field: 'relation', values: ['followed', 'awaiting'] },
      ],
    },
    sort: 'spent',
    top: 100,
  },
  {
    name: '一年半以上车龄、保养到期',
    condition: {
      all: [
        { is: 'range', field: 'vehicleAgeMonths', min: 18 },
        { is: 'range', field: 'serviceInDays', min: -90, max: 30 },
      ],
    },
    sort: 'longest-away',
    top: null,
  },
]

export async function saveDemoAudiences(deps: Deps): Promise<void> {
  const corpId = deps.settings.WECOM_CORP_ID
  const { db } = deps.database
  if ((await db.audience.count({ where: { corpId } })) > 0) return
  const operator = await db.staff.findFirst({ where: { corpId, userKey: { in: demoOperators } } })
  if (operator === null) return
  const { id: staffId, userid } = operator
  for (const audience of AUDIENCES)
    await createAudience(
      deps,
      { corpId, staffId, userid, app: 'console', roles: ['operator'], unitPaths: [], operatorPaths: ['/'] },
      { ...audience, isShared: true },
    )
}
