import { createTexts } from '../../ui/i18n.ts'

const zh = {
  title: '待办：{count} 条内容等您发',
  'title.group': '今日内容',
  'kind.customers': '客户群发',
  'kind.groups': '客户群群发',
  'kind.moment': '朋友圈',
  'kind.announcement': '群公告',
  'size.customers': '{count} 位客户',
  'size.groups': '{count} 个群',
  'size.moment': '{count} 位客户可见',
  'size.announcement': '{name}',
  until: '{time} 截止',
  how: '怎么发',
  'how.customers':
    '打开企业微信「工作台 → 客户联系 → 群发助手」，或点「群发助手」的通知，在任务里点「发送」。不会自动发出；请不要再转发一遍，客户会收到两次。',
  'how.groups':
    '打开企业微信「工作台 → 客户联系 → 群发助手 → 客户群」，在任务里点「发送」。不会自动发出；请不要再转发一遍，群里会出现两次。',
  'how.moment': '打开企业微信「工作台 → 客户朋友圈」，点「企业通知」里的这条内容，再点「发表」。',
  'how.announcement': '复制下面的文字，在这个群的「群公告」里粘贴发布，然后点「已发布」。',
  attachments: '另有 {count} 个附件',
  copy: '复制',
  copied: '已复制',
  'copy.failed': '没有复制成功，请长按文字复制',
  announced: '已发布',
  'announced.done': '已标记',
  done: '已完成',
  scheduled: '{time} 定时发',
  failed: '待发内容没有读到',
  again: '重试',
} as const
const en: Record<keyof typeof zh, string> = {
  title: 'To do: {count:post waits|posts wait} for you',
  'title.group': 'Content of today',
  'kind.customers': 'Message to customers',
  'kind.groups': 'Message to groups',
  'kind.moment': 'Moment',
  'kind.announcement': 'Announcement',
  'size.customers': '{count:customer|customers}',
  'size.groups': '{count:group|groups}',
  'size.moment': '{count:customer sees|customers see} it',
  'size.announcement': '{name}',
  until: 'until {time}',
  how: 'How to send',
  'how.customers':
    'In WeCom open Workspace → Customer contact → Broadcast assistant, or tap its notice, and press Send in the task. Nothing goes out by itself; do not share it once more, or customers get it twice.',
  'how.groups':
    'In WeCom open Workspace → Customer contact → Broadcast assistant → Groups, and press Send in the task. Nothing goes out by itself; do not share it once more, or the groups get it twice.',
  'how.moment':
    'In WeCom open Workspace → Customer moments, choose this one under Company notices, and press Publish.',
  'how.announcement': 'Copy the words, paste them as this group’s announcement, then tap Posted.',
  attachments: 'and {count:attachment|attachments}',
  copy: 'Copy',
  copied: 'Copied',
  'copy.failed': 'Not copied: select the words and copy them',
  announced: 'Posted',
  'announced.done': 'Marked',
  done: 'Done',
  scheduled: 'goes out {time}',
  failed: 'What waits for you could not be read',
  again: 'Try again',
}
export const ownPostCatalogues = { zh, en }
export const ownPostText = createTexts(zh, en)
