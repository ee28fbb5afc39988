import { expect } from 'vitest'
import type { Wecom } from '../../server/wecom/index.ts'

/** One published exchange: how it is called, and what a caller gets. */
export type Case = {
  fixture: string
  call: (wecom: Wecom) => Promise<unknown>
  gives: unknown
  variant?: string
}

export const SECOND = 1000
export const shenLan = 'wmFAKEAAAA0001ShenLan000000000001'
export const heYun = 'wmFAKEAAAA0002HeYun0000000000002'
const liqing = {
  userid: 'liqing',
  name: '李晴',
  departments: [2],
  mainDepartment: 2,
  leads: [],
  directLeaders: ['zhaowei'],
  status: 1,
  position: '销售顾问',
  externalPosition: '澜岳金牌顾问',
}
const follow = {
  userid: 'liqing',
  remark: '沈岚-S6 白',
  createdAt: 1717286400 * SECOND,
  addWay: 1,
  operUserid: shenLan,
  remarkMobiles: ['13800000011'],
  state: 'store_hz_west',
}
const contact = {
  externalUserid: shenLan,
  name: '沈岚',
  avatar: 'https://img.example.com/w/0001/0',
  type: 1,
  gender: 2,
  unionid: 'oFAKEunionid0001',
  profile: [],
}
const tag = (id: string, name: string, order: number) => ({
  id,
  name,
  order,
  createdAt: 1714521600 * SECOND,
  deleted: false,
})
const lanyueS6 = tag('etFAKETAG00001LanyueS6000000001', '澜岳 S6', 2)
const lanyueM7 = tag('etFAKETAG00002LanyueM7000000002', '澜岳 M7', 1)
const models = { ...tag('etFAKEGROUP0001IntentModel0000001', '意向车型', 1), tags: [lanyueS6, lanyueM7] }

export const customerCases: Case[] = [
  {
    fixture: 'auth.getuserinfo',
    call: ({ auth }) => auth.exchangeCode('FAKE_OAUTH_CODE'),
    gives: { kind: 'member', userid: 'liqing', userTicket: 'FAKE_USER_TICKET' },
  },
  {
    fixture: 'auth.getuserinfo',
    variant: 'response_non_member',
    call: ({ auth }) => auth.exchangeCode('FAKE_OAUTH_CODE'),
    gives: { kind: 'outsider', openid: 'oFAKEopenid0001', externalUserid: shenLan },
  },
  {
    fixture: 'get_jsapi_ticket',
    call: ({ auth }) => auth.corpTicket(),
    gives: { ticket: 'FAKE_CORP_TICKET_0001', expiresAt: expect.any(Number) },
  },
  {
    fixture: 'ticket.get',
    call: ({ auth }) => auth.agentTicket(),
    gives: { ticket: 'FAKE_AGENT_TICKET_0001', expiresAt: expect.any(Number) },
  },
  {
    fixture: 'department.list',
    call: ({ directory }) => directory.listDepartments(),
    gives: {
      rows: [
        { id: 1, name: '澜岳汽车示例经销商', parentId: 0, order: 100000000, leaders: ['sunyue'] },
        { id: 2, name: '城西旗舰店', parentId: 1, order: 100000000, leaders: ['zhaowei'] },
        { id: 3, name: '售后服务部', parentId: 1, order: 99999000, leaders: [] },
      ],
      invalidRows: [],
    },
  },
  {
    fixture: 'user.list',
    call: ({ directory }) => directory.listMembers(2),
    gives: { rows: [liqing], invalidRows: [] },
  },
  { fixture: 'user.get', call: ({ directory }) => directory.getMember('liqing'), gives: liqing },
  {
    fixture: 'user.list_id',
    call: ({ directory }) => directory.listMemberIds(),
    gives: {
      rows: [
        { userid: 'liqing', department: 2 },
        { userid: 'zhaowei', department: 2 },
        { userid: 'zhaowei', department: 3 },
      ],
      invalidRows: [],
    },
  },
  {
    fixture: 'externalcontact.get_follow_user_list',
    call: ({ contacts }) => contacts.listFollowUsers(),
    gives: ['liqing', 'zhaowei', 'sunyue'],
  },
  {
    fixture: 'externalcontact.list',
    call: ({ contacts }) => contacts.list('liqing'),
    gives: [shenLan, heYun],
  },
  {
    fixture: 'externalcontact.batch.get_by_user',
    call: ({ contacts }) => contacts.batchByUsers({ userids: ['liqing', 'zhaowei'] }),
    gives: {
      rows: [
        {
          contact,
          follow: {
            ...follow,
            description: '',
            tagIds: [lanyueS6.id, 'etFAKESTRATTAG01ServicePlan00001'],
          },
        },
        {
          contact: {
            externalUserid: 'woFAKEAAAA0003FleetCo00000000003',
            name: '何经理',
            position: '车队主管',
            avatar: 'https://img.example.com/w/0003/0',
            corpName: '示例物流',
            corpFullName: '示例物流有限公司',
            type: 2,
            gender: 1,
            profile: [
              { kind: 'text', name: '部门', value: '车队' },
              { kind: 'web', name: '官网', url: 'https://fleet.example.com', title: '示例物流' },
              {
                kind: 'miniprogram',
                name: '小程序',
                appId: 'wxFAKEappid0001',
                page: '/index',
                title: '车队助手',
              },
            ],
          },
          follow: {
            userid: 'zhaowei',
            remark: '何经理',
            description: '',
            createdAt: 1717286400 * SECOND,
            addWay: 3,
            remarkMobiles: [],
            operUserid: 'zhaowei',
            remarkCorpName: '示例物流',
            tagIds: [],
          },
        },
      ],
      invalidRows: [],
      unlicensed: [],
      nextCursor: 'FAKE_CURSOR_0001',
    },
  },
  {
    fixture: 'externalcontact.batch.get_by_user',
    variant: 'response_last_page',
    call: ({ contacts }) => contacts.batchByUsers({ userids: ['liqing', 'zhaowei'] }),
    gives: { rows: [], invalidRows: [], unlicensed: [] },
  },
  {
    fixture: 'externalcontact.get',
    call: ({ contacts }) => contacts.get(shenLan),
    gives: {
      contact,
      follows: [
        {
          ...follow,
          description: '周末到店试驾，关注置换',
          tagIds: [lanyueS6.id, 'etFAKESTRATTAG01ServicePlan00001'],
          tags: [
            { type: 1, groupName: '意向车型', tagName: '澜岳 S6', tagId: lanyueS6.id },
            { type: 2, groupName: '个人标签', tagName: '爱喝茶' },
            {
              type: 3,
              groupName: '售后方案',
              tagName: '五年保养',
              tagId: 'etFAKESTRATTAG01ServicePlan00001',
            },
          ],
        },
        {
          userid: 'zhaowei',
          remark: '沈女士',
          description: '',
          createdAt: 1719878400 * SECOND,
          addWay: 10,
          remarkMobiles: [],
          operUserid: 'zhaowei',
          channels: { nickname: '澜岳示例店', source: 1 },
          tags: [],
          tagIds: [],
        },
      ],
      invalidRows: [],
    },
  },
  {
    fixture: 'externalcontact.remark',
    call: ({ contacts }) =>
      contacts.remark({
        userid: 'liqing',
        externalUserid: shenLan,
        remark: '沈岚-已订S6',
        description: '定金已付',
        company: '',
        mobiles: ['13800000011'],
        picMediaId: 'FAKE_MEDIA_ID',
      }),
    gives: undefined,
  },
  {
    fixture: 'externalcontact.get_unassigned_list',
    call: ({ contacts }) => contacts.listUnassigned(),
    gives: {
      rows: [{ handoverUserid: 'wanghao', externalUserid: heYun, leftAt: 1716800000 * SECOND }],
      invalidRows: [],
    },
  },
  {
    fixture: 'externalcontact.get_corp_tag_list',
    call: ({ tags }) => tags.listCorpTags(),
    gives: { rows: [models, expect.objectContaining({ name: '购车阶段' })], invalidRows: [] },
  },
  {
    fixture: 'externalcontact.get_corp_tag_list',
    variant: 'response_by_id',
    call: ({ tags }) => tags.listCorpTags(),
    gives: { rows: [{ ...models, tags: [lanyueS6, { ...lanyueM7, deleted: true }] }], invalidRows: [] },
  },
  {
    fixture: 'externalcontact.add_corp_tag',
    call: ({ tags }) =>
      tags.addCorpTags({
        groupName: '意向车型',
        order: 1,
        tags: [
          { name: '澜岳 S6', order: 2 },
          { name: '澜岳 M7', order: 1 },
        ],
      }),
    gives: models,
  },
  {
    fixture: 'externalcontact.edit_corp_tag',
    call: ({ tags }) => tags.editCorpTag({ id: lanyueS6.id, name: '澜岳 S6 Pro', order: 3 }),
    gives: undefined,
  },
  {
    fixture: 'externalcontact.del_corp_tag',
    call: ({ tags }) => tags.deleteCorpTags({ tagIds: [lanyueM7.id] }),
    gives: undefined,
  },
  {
    fixture: 'externalcontact.mark_tag',
    call: ({ tags }) =>
      tags.markTags({
        userid: 'liqing',
        externalUserid: shenLan,
        add: [lanyueS6.id, 'etFAKETAG00003TestDriven00000003'],
        remove: [lanyueM7.id],
      }),
    gives: undefined,
  },
]
