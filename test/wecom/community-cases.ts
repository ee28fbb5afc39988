import type { Attachment } from '../../server/wecom/index.ts'
import { heYun, SECOND, shenLan, type Case } from './customer-cases.ts'

const msgid = 'msgFAKE0001MaintenanceNotice001'
const momentId = 'momFAKE0001AutumnTestDrive00001'
const jobId = 'fakejob0000000000000000000000001'
const configId = 'fake00000000000000000000config01'
const joinId = 'fake00000000000000000000joinway1'
const templateId = 'msgFAKEtemplate0001'
const linkId = 'cafake0000000001'
const fleet = 'woFAKEAAAA0003FleetCo00000000003'
const chats = ['wrFAKEAAAA0001S6OwnersClub0000001', 'wrFAKEAAAA0002TestDriveWeekend002']
const days = { fromAt: 1717171200 * SECOND, toAt: 1717257600 * SECOND }

const service: Attachment = {
  kind: 'link',
  title: '首保预约',
  picUrl: 'https://img.example.com/svc.png',
  description: '到店立减',
  url: 'https://example.com/svc',
}
const everyKind: Attachment[] = [
  { kind: 'image', mediaId: 'FAKE_MEDIA_ID' },
  service,
  {
    kind: 'miniprogram',
    title: '预约保养',
    picMediaId: 'FAKE_MEDIA_ID',
    appId: 'wxFAKEappid0001',
    page: '/pages/svc.html',
  },
  { kind: 'video', mediaId: 'FAKE_MEDIA_ID' },
  { kind: 'file', mediaId: 'FAKE_MEDIA_ID' },
]

const massMessages: Case[] = [
  {
    fixture: 'externalcontact.add_msg_template',
    call: ({ groupMessages }) =>
      groupMessages.create({
        to: 'customers',
        externalUserids: [shenLan, heYun],
        sender: 'liqing',
        text: '您的爱车该首保啦',
        attachments: everyKind,
      }),
    gives: { msgid, unreachable: [heYun] },
  },
  {
    fixture: 'externalcontact.get_groupmsg_list_v2',
    call: ({ groupMessages }) =>
      groupMessages.list({
        to: 'customers',
        fromAt: 1716000000 * SECOND,
        toAt: 1717286400 * SECOND,
        creator: '',
      }),
    gives: {
      rows: [
        {
          msgid,
          creator: 'sunyue',
          createdAt: 1717200000 * SECOND,
          createType: 0,
          text: '您的爱车该首保啦',
        },
      ],
      invalidRows: [],
    },
  },
  {
    fixture: 'externalcontact.get_groupmsg_task',
    call: ({ groupMessages }) => groupMessages.listTasks({ msgid }),
    gives: {
      rows: [
        { userid: 'liqing', status: 2, sentAt: 1717203600 * SECOND },
        { userid: 'zhaowei', status: 0 },
      ],
      invalidRows: [],
    },
  },
  {
    fixture: 'externalcontact.get_groupmsg_send_result',
    call: ({ groupMessages }) => groupMessages.listResults({ msgid, userid: 'liqing' }),
    gives: {
      rows: [
        { externalUserid: shenLan, userid: 'liqing', status: 1, sentAt: 1717203600 * SECOND },
        { externalUserid: heYun, userid: 'liqing', status: 3 },
        { externalUserid: fleet, userid: 'liqing', status: 2 },
      ],
      invalidRows: [],
    },
  },
  {
    fixture: 'externalcontact.get_groupmsg_send_result',
    variant: 'response_group',
    call: ({ groupMessages }) => groupMessages.listResults({ msgid, userid: 'liqing' }),
    gives: {
      rows: [{ chatId: chats[0], userid: 'zhaowei', status: 1, sentAt: 1717203600 * SECOND }],
      invalidRows: [],
    },
  },
  {
    fixture: 'externalcontact.remind_groupmsg_send',
    call: ({ groupMessages }) => groupMessages.remind(msgid),
    gives: undefined,
  },
  {
    fixture: 'externalcontact.cancel_groupmsg_send',
    call: ({ groupMessages }) => groupMessages.cancel(msgid),
    gives: undefined,
  },
]

const moments: Case[] = [
  {
    fixture: 'externalcontact.add_moment_task',
    call: ({ momentTasks }) =>
      momentTasks.create({
        text: '秋日试驾周，澜岳 S6 等你来',
        media: { kind: 'images', mediaIds: ['FAKE_MEDIA_MOMENT'] },
        senders: { userids: ['liqing'], departmentIds: [2] },
        tagIds: ['etFAKETAG00001LanyueS6000000001'],
      }),
    gives: { jobId },
  },
  {
    fixture: 'externalcontact.get_moment_task_result',
    call: ({ momentTasks }) => momentTasks.readJob(jobId),
    gives: { state: 'done', momentId, invalidUserids: ['wanghao'], invalidTagIds: [] },
  },
  {
    fixture: 'externalcontact.get_moment_task_result',
    variant: 'response_running',
    call: ({ momentTasks }) => momentTasks.readJob(jobId),
    gives: { state: 'running' },
  },
  {
    fixture: 'externalcontact.cancel_moment_task',
    call: ({ momentTasks }) => momentTasks.cancel(momentId),
    gives: undefined,
  },
]

const join = {
  chatIds: chats,
  remark: 'S6 车友群入口',
  state: 'join_s6_club',
  newGroupName: 'S6 车友群',
  newGroupNumber: 2,
  marksSource: true,
}

const codes: Case[] = [
  {
    fixture: 'externalcontact.add_contact_way',
    call: ({ contactWays }) =>
      contactWays.create({
        kind: 'several',
        remark: '城西店门口立牌',
        state: 'store_hz_west',
        userids: ['liqing'],
        departmentIds: [2],
        skipVerify: true,
        isExclusive: false,
        marksSource: true,
      }),
    gives: { configId, qrCodeUrl: `https://qr.example.com/${configId}` },
  },
  {
    fixture: 'externalcontact.get_contact_way',
    call: ({ contactWays }) => contactWays.get(configId),
    gives: {
      configId,
      type: 2,
      scene: 2,
      remark: '城西店门口立牌',
      state: 'store_hz_west',
      userids: ['liqing'],
      departmentIds: [2],
      skipVerify: true,
      qrCodeUrl: `https://qr.example.com/${configId}`,
    },
  },
  {
    fixture: 'externalcontact.list_contact_way',
    call: ({ contactWays }) => contactWays.list({ fromAt: 1714521600 * SECOND, toAt: 1717200000 * SECOND }),
    gives: { rows: [{ configId }], invalidRows: [] },
  },
  {
    fixture: 'externalcontact.del_contact_way',
    call: ({ contactWays }) => contactWays.delete(configId),
    gives: undefined,
  },
  {
    fixture: 'externalcontact.groupchat.add_join_way',
    call: ({ joinWays }) => joinWays.create(join),
    gives: { configId: joinId },
  },
  {
    fixture: 'externalcontact.groupchat.get_join_way',
    call: ({ joinWays }) => joinWays.get(joinId),
    gives: {
      configId: joinId,
      scene: 2,
      remark: 'S6 车友群入口',
      state: 'join_s6_club',
      chatIds: chats,
      foundsGroups: true,
      newGroupName: 'S6 车友群',
      newGroupNumber: 2,
      qrCodeUrl: `https://qr.example.com/${joinId}`,
    },
  },
  {
    fixture: 'externalcontact.groupchat.update_join_way',
    call: ({ joinWays }) => joinWays.update({ configId: joinId, ...join }),
    gives: undefined,
  },
  {
    fixture: 'externalcontact.groupchat.del_join_way',
    call: ({ joinWays }) => joinWays.delete(joinId),
    gives: undefined,
  },
]

const welcome = { text: '%NICKNAME% 欢迎加入 S6 车友群', attachment: service }

const welcomes: Case[] = [
  {
    fixture: 'externalcontact.group_welcome_template.add',
    call: ({ groupWelcomes }) => groupWelcomes.create({ ...welcome, notifiesOwners: false }),
    gives: { templateId },
  },
  {
    fixture: 'externalcontact.group_welcome_template.edit',
    call: ({ groupWelcomes }) => groupWelcomes.update({ ...welcome, templateId }),
    gives: undefined,
  },
  {
    fixture: 'externalcontact.group_welcome_template.get',
    call: ({ groupWelcomes }) => groupWelcomes.get(templateId),
    gives: { text: welcome.text },
  },
  {
    fixture: 'externalcontact.group_welcome_template.del',
    call: ({ groupWelcomes }) => groupWelcomes.delete(templateId),
    gives: undefined,
  },
]

const link = {
  linkId,
  name: 'S6 预约链接',
  url: 'https://work.weixin.qq.com/ca/cafake0000000001',
  createdAt: 1717200000 * SECOND,
}
const linkInput = {
  name: link.name,
  userids: ['liqing'],
  departmentIds: [2],
  skipVerify: true,
  firstUserids: ['liqing'],
  marksSource: true,
}

const links: Case[] = [
  {
    fixture: 'externalcontact.customer_acquisition.create_link',
    call: ({ acquisition }) => acquisition.create(linkInput),
    gives: link,
  },
  {
    fixture: 'externalcontact.customer_acquisition.get',
    call: ({ acquisition }) => acquisition.get(linkId),
    gives: { ...link, userids: ['liqing'], departmentIds: [2] },
  },
  {
    fixture: 'externalcontact.customer_acquisition.list_link',
    call: ({ acquisition }) => acquisition.list(),
    gives: { rows: [{ linkId }], invalidRows: [] },
  },
  {
    fixture: 'externalcontact.customer_acquisition.update_link',
    call: ({ acquisition }) => acquisition.update({ linkId, ...linkInput }),
    gives: undefined,
  },
  {
    fixture: 'externalcontact.customer_acquisition.delete_link',
    call: ({ acquisition }) => acquisition.delete(linkId),
    gives: undefined,
  },
  {
    fixture: 'externalcontact.customer_acquisition.customer',
    call: ({ acquisition }) => acquisition.listCustomers({ linkId }),
    gives: {
      rows: [
        { externalUserid: shenLan, userid: 'liqing', chatStatus: 1, state: 'ad_video_01' },
        { externalUserid: heYun, userid: 'liqing', chatStatus: 0, state: 'ad_video_02' },
      ],
      invalidRows: [],
    },
  },
  {
    fixture: 'externalcontact.customer_acquisition.statistic',
    call: ({ acquisition }) => acquisition.count({ linkId, fromAt: days.fromAt, toAt: 1717776000 * SECOND }),
    gives: { clicked: 120, added: 37 },
  },
  {
    fixture: 'externalcontact.customer_acquisition_quota',
    call: ({ acquisition }) => acquisition.quota(),
    gives: { total: 1000, balance: 863 },
  },
]

const numbers = {
  newGroups: 1,
  groups: 6,
  groupsTalking: 4,
  newMembers: 23,
  members: 512,
  membersTalking: 61,
  messages: 240,
}

const statistics: Case[] = [
  {
    fixture: 'externalcontact.groupchat.statistic',
    call: ({ statistics }) => statistics.groupsByOwner({ ...days, owners: ['zhaowei'] }),
    gives: { rows: [{ owner: 'zhaowei', ...numbers }], invalidRows: [] },
  },
  {
    fixture: 'externalcontact.groupchat.statistic_group_by_day',
    call: ({ statistics }) => statistics.groupsByDay({ ...days, owners: ['zhaowei'] }),
    gives: {
      rows: [
        { day: days.fromAt, ...numbers },
        { day: days.toAt, ...numbers, newGroups: 0 },
      ],
      invalidRows: [],
    },
  },
  {
    fixture: 'externalcontact.get_user_behavior_data',
    call: ({ statistics }) => statistics.contacts({ ...days, userids: ['liqing'] }),
    gives: {
      rows: [
        {
          day: days.fromAt,
          chats: 12,
          messages: 48,
          replyPercentage: 83.33,
          firstReplyMinutes: 3,
          blockedOrDeleted: 0,
          applied: 6,
          added: 5,
        },
        { day: days.toAt, chats: 0, messages: 0, blockedOrDeleted: 1, applied: 2, added: 2 },
      ],
      invalidRows: [],
    },
  },
]

export const communityCases: Case[] = [
  ...massMessages,
  ...moments,
  ...codes,
  ...welcomes,
  ...links,
  ...statistics,
]
