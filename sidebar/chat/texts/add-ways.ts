import { language } from '../../ui/i18n.ts'

// WeCom's add_way; numbers that are not here are kept and shown as the unknown one.
const words: Readonly<Record<number, readonly [zh: string, en: string]>> = {
  0: ['未知来源', 'Unknown'],
  1: ['扫二维码', 'QR code'],
  2: ['搜索手机号', 'Phone search'],
  3: ['名片分享', 'Name card'],
  4: ['群聊', 'Group chat'],
  5: ['手机通讯录', 'Phone book'],
  6: ['微信联系人', 'WeChat contact'],
  8: ['安装应用时添加', 'App install'],
  9: ['搜索邮箱', 'E-mail search'],
  10: ['视频号', 'Channels'],
  11: ['日程参与人', 'Calendar'],
  12: ['会议参与人', 'Meeting'],
  13: ['微信好友', 'WeChat friend'],
  14: ['智慧硬件客服', 'Hardware agent'],
  15: ['上门服务', 'On-site service'],
  16: ['获客链接', 'Acquisition link'],
  17: ['定制开发', 'Custom'],
  18: ['需求回复', 'Demand reply'],
  21: ['售前客服', 'Pre-sales agent'],
  22: ['可能的伙伴', 'Business partner'],
  24: ['微信好友申请', 'Friend request'],
  201: ['同事共享', 'Shared by colleague'],
  202: ['管理员分配', 'Assigned'],
}

export function addWayText(way: number): string {
  const pair = words[way] ?? words[0]
  return pair ? pair[language.value === 'en' ? 1 : 0] : ''
}
