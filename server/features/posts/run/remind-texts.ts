const texts = {
  'zh-CN': {
    moment: (title: string) =>
      `朋友圈「${title}」还没有发表。请打开企业微信「工作台 → 客户朋友圈」，在「企业通知」里点「发表」。`,
    announcement: (title: string) =>
      `群公告「${title}」还没有发布。请打开客户群，在侧边栏「待办」里复制后发布。`,
  },
  en: {
    moment: (title: string) =>
      `The moment “${title}” is not published yet. In WeCom open Workspace → Customer moments, and publish it from the notice.`,
    announcement: (title: string) =>
      `The announcement “${title}” is not posted yet. Open the group, copy it from the sidebar and post it.`,
  },
}

/** What the app writes to a member, in their language. */
export function remindCard(kind: 'moment' | 'announcement', title: string, language: string): string {
  return texts[language === 'en' ? 'en' : 'zh-CN'][kind](title.replace(/[<>&]/g, ' ').slice(0, 60))
}
