import { heYun, SECOND, shenLan } from './customer-cases.ts'
import type { Case } from './customer-cases.ts'

const momentId = 'momFAKE0001AutumnTestDrive00001'

export const groupCases: Case[] = [
  {
    fixture: 'externalcontact.groupchat.list',
    call: ({ groups }) => groups.list({ owners: ['zhaowei'], limit: 100 }),
    gives: {
      rows: [
        { chatId: 'wrFAKEAAAA0001S6OwnersClub0000001', status: 0 },
        { chatId: 'wrFAKEAAAA0002TestDriveWeekend002', status: 1 },
      ],
      invalidRows: [],
      nextCursor: 'FAKE_CURSOR_0002',
    },
  },
  {
    fixture: 'externalcontact.groupchat.get',
    call: ({ groups }) => groups.get('wrFAKEAAAA0001S6OwnersClub0000001'),
    gives: {
      chatId: 'wrFAKEAAAA0001S6OwnersClub0000001',
      name: 'S6 车友群',
      owner: 'zhaowei',
      createdAt: 1716000000 * SECOND,
      notice: '文明用车',
      admins: ['liqing'],
      memberVersion: '0123456789abcdef0123456789abcdef',
      invalidMembers: 0,
      members: [
        { userid: 'zhaowei', type: 1, joinedAt: 1716000000 * SECOND, joinScene: 1, name: '赵巍' },
        {
          userid: shenLan,
          type: 2,
          unionid: 'oFAKEunionid0001',
          joinedAt: 1716003600 * SECOND,
          joinScene: 3,
          state: 'join_s6_club',
          groupNickname: '白色S6',
          name: '沈岚',
        },
        {
          userid: 'wmFAKENOTCUSTOMER0000000000000009',
          type: 2,
          joinedAt: 1716007200 * SECOND,
          joinScene: 1,
          invitedBy: 'zhaowei',
          name: '路人',
        },
      ],
    },
  },
  {
    fixture: 'externalcontact.get_moment_list',
    call: ({ moments }) =>
      moments.list({ fromAt: 1716000000 * SECOND, toAt: 1717286400 * SECOND, creator: '' }),
    gives: {
      rows: [
        {
          momentId,
          creator: 'sunyue',
          createdAt: 1717200000 * SECOND,
          createType: 0,
          visibleType: 0,
          text: '秋日试驾周，澜岳 S6 等你来',
          imageMediaIds: ['FAKE_MEDIA_A'],
          location: { latitude: '30.25000', longitude: '120.16000', name: '杭州 · 示例店' },
        },
        {
          momentId: 'momFAKE0002Personal000000000002',
          creator: 'liqing',
          createdAt: 1717203600 * SECOND,
          createType: 1,
          visibleType: 1,
          text: '今天交车三台',
          imageMediaIds: [],
          video: { mediaId: 'FAKE_MEDIA_B', thumbMediaId: 'FAKE_MEDIA_C' },
        },
      ],
      invalidRows: [],
    },
  },
  {
    fixture: 'externalcontact.get_moment_task',
    call: ({ moments }) => moments.listTasks({ momentId }),
    gives: {
      rows: [
        { userid: 'liqing', publishStatus: 1 },
        { userid: 'zhaowei', publishStatus: 0 },
      ],
      invalidRows: [],
    },
  },
  {
    fixture: 'externalcontact.get_moment_customer_list',
    call: ({ moments }) => moments.listCustomers({ momentId, userid: 'liqing' }),
    gives: {
      rows: [
        { userid: 'liqing', externalUserid: shenLan },
        { userid: 'liqing', externalUserid: heYun },
      ],
      invalidRows: [],
    },
  },
  {
    fixture: 'externalcontact.get_moment_send_result',
    call: ({ moments }) => moments.listSendResult({ momentId, userid: 'liqing' }),
    gives: { rows: [{ externalUserid: shenLan }], invalidRows: [] },
  },
  {
    fixture: 'externalcontact.get_moment_comments',
    call: ({ moments }) => moments.getComments({ momentId, userid: 'liqing' }),
    gives: {
      comments: [
        { externalUserid: shenLan, createdAt: 1717210000 * SECOND },
        { userid: 'liqing', createdAt: 1717210060 * SECOND },
      ],
      likes: [{ externalUserid: heYun, createdAt: 1717210100 * SECOND }],
      invalidRows: [],
    },
  },
  {
    fixture: 'externalcontact.send_welcome_msg',
    call: ({ messages }) =>
      messages.sendWelcome({
        welcomeCode: 'FAKE_WELCOME_CODE',
        text: '您好，我是澜岳示例店顾问李晴',
        attachments: [{ kind: 'image', mediaId: 'FAKE_MEDIA_ID' }],
      }),
    gives: undefined,
  },
  {
    fixture: 'message.send',
    call: ({ messages }) =>
      messages.sendAppMessage({
        userids: ['liqing', 'nobody'],
        content: {
          kind: 'textcard',
          title: '待跟进客户',
          description: '<div class="highlight">沈岚 3 天未联系</div>',
          url: 'https://example.com/todo/1',
          button: '处理',
        },
        duplicateWithinMs: 1800 * SECOND,
      }),
    gives: { msgid: 'FAKE_APP_MSGID_1', invalidUsers: ['nobody'] },
  },
]
