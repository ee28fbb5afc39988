import { TIER_NAMES, type TierCode } from '../domain/tiers.ts'
import type { Deps } from '../features/deps.ts'
import { addNote } from '../features/customers/add-note.ts'
import { scriptInput } from '../features/scripts/contract.ts'
import { createCategory } from '../features/scripts/edit-category.ts'
import { createScript } from '../features/scripts/edit-script.ts'
import { operatorScope } from './operator-scope.ts'
import { asOf, DAY_MS, readFollows, scopeOf } from './past-work.ts'

const CATEGORY = '会员权益'

/** What the dealer offers each tier: the sidebar shows an advisor only that of the customer's own. */
const OFFERS: Readonly<Record<TierCode, { title: string; offer: string }>> = {
  7: { title: '专属顾问与免费取送车', offer: '这一年取送车都免费，进店不用排队，有事直接找我' },
  5: { title: '年度养车套餐立减 300 元', offer: '现在办年度养车套餐立减 300 元，三次保养一起锁价' },
  3: { title: '老车主回店礼：免费深度检测', offer: '给您留了一次免费深度检测，含电池和底盘，约 40 分钟' },
  1: { title: '回店工时七折', offer: '本月回店工时一律七折，上次那几项也可以一起看' },
  6: { title: '保养满三次送精洗', offer: '再来一次保养就满三次了，送您一次精洗' },
  4: { title: '新客加项券 100 元', offer: '您账户里有一张 100 元加项券，空调养护、四轮定位都能用' },
  2: { title: '季节检测免预约', offer: '换季检测不用预约，路过进来就行，二十分钟' },
  0: { title: '回家看看：免费洗车', offer: '好久不见，路过店里给您免费洗个车' },
}

const NOTES = [
  '周末带家人来看 M7，第二排空间是重点，预算 28 万左右。',
  '习惯周六上午到店，提前一天微信确认。',
  '上次等了四十分钟有点意见，这次优先安排工位。',
  '家里装了充电桩，关心低温续航。',
] as const

/** Texts for each tier, and notes of advisors, written as they write them. */
export async function fillTierTexts(deps: Deps): Promise<void> {
  const scope = await operatorScope(deps)
  const { corpId } = scope
  if (await deps.database.db.scriptCategory.findFirst({ where: { corpId, name: CATEGORY } })) return
  const { id: categoryId } = await createCategory(deps, corpId, { name: CATEGORY })
  for (const tier of [7, 5, 3, 1, 6, 4, 2, 0] as const) {
    const { title, offer } = OFFERS[tier]
    const body = `{{ customer.salutation }}您好，${offer}。您看哪天方便？我帮您安排。`
    await createScript(
      deps,
      scope,
      scriptInput.parse({
        categoryId,
        title: `${TIER_NAMES[tier]}：${title}`,
        kind: 'text',
        body,
        tiers: [tier],
      }),
    )
  }
  const follows = (await readFollows(deps, corpId)).filter((_, n) => n % 20 === 0)
  for (const [n, follow] of follows.entries())
    await addNote(asOf(deps, -(2 + n) * DAY_MS), scopeOf(corpId, follow, ['advisor']), {
      customerId: follow.customerId,
      text: NOTES[n % NOTES.length] ?? '',
    })
}
