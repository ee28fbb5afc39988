import type { TransferFamily, TransferRefusal } from '../../server/wecom/index.ts'
import { heYun, SECOND, shenLan, type Case } from './customer-cases.ts'

const fleet = 'woFAKEAAAA0003FleetCo00000000003'
const chats = ['wrFAKEAAAA0001S6OwnersClub0000001', 'wrFAKEAAAA0002TestDriveWeekend002']

function casesOf(
  family: TransferFamily,
  one: {
    from: string
    prefix: string
    groups: string
    newOwner: string
    second: [errcode: number, refusal: TransferRefusal]
    group: [errcode: number, refusal: TransferRefusal]
    message?: string
  },
): Case[] {
  const { from, prefix, groups, newOwner, second, group, message } = one
  const pair = { family, from, to: 'zhaowei' }
  return [
    {
      fixture: `externalcontact.${prefix}transfer_customer`,
      call: ({ transfers }) =>
        transfers.startCustomers({
          ...pair,
          externalUserids: [shenLan, heYun, fleet],
          ...(message === undefined ? {} : { message }),
        }),
      gives: {
        rows: [
          { externalUserid: shenLan, errcode: 0, refusal: null },
          { externalUserid: heYun, errcode: second[0], refusal: second[1] },
          { externalUserid: fleet, errcode: 40131, refusal: 'not-followed-by-giver' },
        ],
        invalidRows: [],
      },
    },
    {
      fixture: `externalcontact.${prefix}transfer_result`,
      call: ({ transfers }) => transfers.results(pair),
      gives: {
        rows: [
          { externalUserid: shenLan, state: 'done', at: 1717286400 * SECOND },
          { externalUserid: heYun, state: 'waiting', at: 1717372800 * SECOND },
          { externalUserid: fleet, state: 'refused' },
        ],
        invalidRows: [],
      },
    },
    {
      fixture: `externalcontact.groupchat.${groups}`,
      call: ({ transfers }) => transfers.moveGroups({ family, chatIds: chats, newOwner }),
      gives: { rows: [{ chatId: chats[1], errcode: group[0], refusal: group[1] }], invalidRows: [] },
    },
  ]
}

export const transferCases: Case[] = [
  ...casesOf('resigned', {
    from: 'wanghao',
    prefix: 'resigned.',
    groups: 'transfer',
    newOwner: 'zhaowei',
    second: [40129, 'in-transfer'],
    group: [90500, 'giver-has-not-left'],
  }),
  ...casesOf('onjob', {
    from: 'liqing',
    prefix: '',
    groups: 'onjob_transfer',
    newOwner: 'liqing',
    second: [40128, 'twice-in-90-days'],
    group: [90501, 'not-a-group'],
    message: '您好，后续由我的同事赵巍为您服务',
  }),
]
