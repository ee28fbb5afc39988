import { addDays, localDateOf } from '../domain/time.ts'
import { createLink } from '../features/acquisition/links.ts'
import { addCost, createChannel } from '../features/contact-ways/channels.ts'
import { codeInput, type ChannelKind } from '../features/contact-ways/contract.ts'
import { createCode } from '../features/contact-ways/edit-code.ts'
import type { Deps } from '../features/deps.ts'
import { createGroupCode } from '../features/group-codes/codes.ts'
import type { Scope } from '../platform/http/scope.ts'
import { operatorScope } from './operator-scope.ts'

const CHANNELS: readonly { name: string; kind: ChannelKind; yuanPerMonth: number; note: string }[] = [
  { name: '门店立牌', kind: 'store', yuanPerMonth: 600, note: '立牌与台卡制作' },
  { name: '周末外展', kind: 'event', yuanPerMonth: 18_000, note: '场地与搭建' },
  { name: '朋友圈广告', kind: 'ad', yuanPerMonth: 24_000, note: '投放' },
]

/** Codes that the demo's dealers printed before: their states are on the relations that the sync has read. */
const CODES: readonly { name: string; channel: number; store: string; state: string; welcome?: string }[] = [
  { name: '浦东展厅立牌', channel: 0, store: '浦东店', state: 'store_01' },
  { name: '浦西展厅立牌', channel: 0, store: '浦西店', state: 'store_02' },
  { name: '苏州店台卡', channel: 0, store: '苏州店', state: 'store_03' },
  {
    name: '世纪公园外展',
    channel: 1,
    store: '浦东店',
    state: 'store_04',
    welcome: '{客户称呼}您好，我是澜岳浦东店的{员工}。周末外展的试驾礼已为您留好，到店报手机号即可领取。',
  },
  { name: '天河商圈外展', channel: 1, store: '天河店', state: 'store_05' },
  { name: 'S7 上市广告', channel: 2, store: '南山店', state: 'store_06' },
]
const MONTHS = 3
const PER_CODE = 4

/** What an operator enters in a first week: channels, their cost, and the codes that were printed before. */
export async function fillContactWays(deps: Deps): Promise<void> {
  const corpId = deps.settings.WECOM_CORP_ID
  if ((await deps.database.db.channel.count({ where: { corpId } })) > 0) return
  const scope = await operatorScope(deps)
  const channelIds: string[] = []
  for (const { kind, name, note, yuanPerMonth } of CHANNELS) {
    const { id: channelId } = await createChannel(deps, scope, { name, kind })
    channelIds.push(channelId)
    const today = localDateOf(deps.clock.nowMs())
    for (let month = 0; month < MONTHS; month++) {
      const toOn = addDays(today, -30 * month)
      const cost = { fromOn: addDays(toOn, -29), toOn, costFen: yuanPerMonth * 100, note }
      await addCost(deps, scope, { channelId, cost })
    }
  }
  const tag = await deps.database.db.tag.findFirst({
    where: { corpId, deletedAt: null },
    orderBy: { tagId: 'asc' },
  })
  for (const { channel, name, state, store, welcome } of CODES) {
    const staff = await staffOf(deps, corpId, store)
    if (staff.length === 0) continue
    const input = codeInput.parse({
      name,
      channelId: channelIds[channel],
      tagIds: tag && welcome ? [tag.tagId] : [],
      remarkTail: welcome ? '-外展' : '',
      welcome: welcome === undefined ? null : { text: welcome, link: null },
      staff,
    })
    await createCode(deps, scope, { ...input, state })
  }
  await fillGroupsAndLinks(deps, scope)
}

/** A way into the groups of 李娜, and a link for the website. */
async function fillGroupsAndLinks(deps: Deps, scope: Scope): Promise<void> {
  const { corpId } = scope
  const group = await deps.database.db.group.findFirst({
    where: { corpId, name: '浦东车友 3 群', dismissedAt: null },
    select: { chatId: true },
  })
  if (group)
    await createGroupCode(deps, scope, {
      name: '浦东车友入群码',
      chatIds: [group.chatId],
      newGroupName: '浦东车友',
      newGroupNumber: 4,
    })
  const staffIds = (await staffOf(deps, corpId, '浦东店')).map((one) => one.staffId)
  if (staffIds.length > 0) await createLink(deps, scope, { name: '官网预约入口', staffIds })
}

/** Advisors of the store for ten newcomers a day each; the last one is spare. */
async function staffOf(deps: Deps, corpId: string, store: string) {
  const rows = await deps.database.sql.all<{ id: string }>(
    `SELECT s."id" FROM "Staff" s JOIN "Unit" u ON u."corpId" = s."corpId" AND u."id" = s."mainUnitId"
     WHERE s."corpId" = ? AND u."name" = ? AND s."status" = 'active' AND s."followsCustomers" = ?
       AND NOT EXISTS (SELECT 1 FROM "StaffRole" r WHERE r."corpId" = s."corpId" AND r."staffId" = s."id")
     ORDER BY s."userid" LIMIT ?`,
    [corpId, store, true, PER_CODE],
  )
  return rows.map(({ id }, n) => ({
    staffId: id,
    isSpare: rows.length > 2 && n === rows.length - 1,
    capPerDay: 10,
    fromMinute: 0,
    toMinute: 1440,
  }))
}
