import { createTexts } from '../../ui/i18n.ts'

const zh = {
  'kind.text': '文字',
  'kind.image': '图片',
  'kind.link': '链接',
  'kind.miniprogram': '小程序',
  'kind.video': '视频',
  'kind.file': '文件',
  'kind.album': '商品',
  'send.label': '发送「{title}」',
  'send-page': '发链接',
  'send-page.label': '发链接「{title}」：能看到客户是否打开',
} as const

const en: Record<keyof typeof zh, string> = {
  'kind.text': 'Text',
  'kind.image': 'Picture',
  'kind.link': 'Link',
  'kind.miniprogram': 'Mini-program',
  'kind.video': 'Video',
  'kind.file': 'File',
  'kind.album': 'Product',
  'send.label': 'Send “{title}”',
  'send-page': 'Send link',
  'send-page.label': 'Send link “{title}”: you see whether it is opened',
}

export const materialText = createTexts(zh, en)
