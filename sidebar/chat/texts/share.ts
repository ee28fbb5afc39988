import { createTexts } from '../../ui/i18n.ts'

// WeCom's own windows: nothing here says "sent", for nobody tells a page what was done in them.

const zh = {
  'open.contact': '打开群发助手',
  'open.chat': '打开群发助手',
  'open.moments': '打开朋友圈',
  opening: '正在打开',
  'guide.preset': '会打开企业微信的群发助手，文字、附件和收件人都已填好；在里面点「发送」才会发出。',
  'guide.pick': '会打开企业微信的群发助手，文字和附件已填好；请在里面选择收件人，再点「发送」。',
  'opened.preset': '群发助手已打开。在里面点「发送」才算发出，发出后请回来点「我已发出」。',
  'opened.pick': '群发助手已打开。在里面选好收件人并点「发送」才算发出。',
  'opened.moments': '发表窗口已打开。在里面点「发表」才会发出。',
  'mark.sent': '我已发出',
  'failed.no-permission':
    '没有打开：缺少客户联系权限。请先复制文字自己发，并请管理员检查应用和您的客户联系权限。',
  'failed.no-context': '没有打开：这个入口不支持。请先复制文字自己发。',
  'failed.bad-signature': '没有打开：页面签名失效。请重新打开侧边栏再试，或先复制文字。',
  'failed.untrusted-page': '没有打开：页面不在可信域名里。请先复制文字，并告诉管理员。',
  'failed.too-old': '没有打开：当前的企业微信不支持。请升级企业微信，或复制文字自己发。',
  'failed.silent': '企业微信没有回应。窗口如果已经打开，请在里面继续；没有打开就复制文字自己发。',
  'failed.refused': '没有打开：企业微信没有接受。请稍后再试，或复制文字自己发。',
  'failed.ours': '没有打开：{why}',
  'misfit.empty': '没有可以发的内容。',
  'misfit.text-too-long': '文字有 {size} 字，最多 {limit} 字。请改短后再试。',
  'misfit.too-many': '附件有 {size} 个，最多 {limit} 个。请分开发。',
  'misfit.not-mixed': '朋友圈只能放图片、一个视频或一个链接。请分开发。',
  'misfit.kind-not-here': '小程序不能发到朋友圈。',
  'sheet.title': '转发「{title}」',
  'sheet.about': '发给谁由您在企业微信里选。选人时请避开不愿被打扰的客户。',
  'sheet.text': '文字',
  'way.contact': '发给多位客户',
  'way.chat': '发到多个客户群',
  'way.moments': '发表到朋友圈',
  'way.none': '当前的企业微信不能从这里打开群发助手。请升级企业微信，或复制文字自己发。',
  'moments.phone': '朋友圈请在手机上的企业微信里转发。',
  'personal.note': '这条话术的内容因客户而不同，只能一对一发送。',
  'fill.first': '先补全 {what}',
} as const
const en: Record<keyof typeof zh, string> = {
  'open.contact': 'Open mass-send',
  'open.chat': 'Open mass-send',
  'open.moments': 'Open moments',
  opening: 'Opening',
  'guide.preset':
    'Opens WeCom’s mass-send assistant with words, attachments and receiver filled in. It goes out when you press Send there.',
  'guide.pick':
    'Opens WeCom’s mass-send assistant with words and attachments. Choose the receiver there, then press Send.',
  'opened.preset':
    'The assistant is open. It goes out when you press Send there; then come back and tap “I sent it”.',
  'opened.pick': 'The assistant is open. It goes out when you choose the receivers there and press Send.',
  'opened.moments': 'The window is open. It goes out when you press Publish there.',
  'mark.sent': 'I sent it',
  'failed.no-permission':
    'Not opened: the right to contact customers is missing. Copy the words and send them yourself, and ask an administrator to check the app’s right and yours.',
  'failed.no-context': 'Not opened: not possible from here. Copy the words and send them yourself.',
  'failed.bad-signature':
    'Not opened: the page’s signature has expired. Open the sidebar again, or copy the words.',
  'failed.untrusted-page':
    'Not opened: the page is not on a trusted domain. Copy the words, and tell an administrator.',
  'failed.too-old':
    'Not opened: this WeCom cannot do it. Update WeCom, or copy the words and send them yourself.',
  'failed.silent':
    'WeCom did not answer. If the window is open, go on there; if not, copy the words and send them yourself.',
  'failed.refused':
    'Not opened: WeCom did not take it. Try again later, or copy the words and send them yourself.',
  'failed.ours': 'Not opened: {why}',
  'misfit.empty': 'There is nothing to send.',
  'misfit.text-too-long': 'The words have {size} characters, at most {limit} go. Shorten them.',
  'misfit.too-many': '{size} attachments, at most {limit} go. Send them in parts.',
  'misfit.not-mixed': 'Moments take pictures, or one video, or one link. Send them in parts.',
  'misfit.kind-not-here': 'A mini-program cannot go to moments.',
  'sheet.title': 'Share “{title}”',
  'sheet.about': 'You choose the receivers in WeCom. Leave out customers who want no messages.',
  'sheet.text': 'Words',
  'way.contact': 'To several customers',
  'way.chat': 'To several groups',
  'way.moments': 'To moments',
  'way.none':
    'This WeCom cannot open the mass-send assistant from here. Update WeCom, or copy the words and send them yourself.',
  'moments.phone': 'For moments, use WeCom on the phone.',
  'personal.note': 'These words differ from customer to customer: send them one by one.',
  'fill.first': 'Fill in {what} first',
}
export const shareCatalogues = { zh, en }
export const shareText = createTexts(zh, en)
