import { byteLength, type PostAttachment } from '../../../domain/post/content.ts'

/** A text of the app; WeCom cuts what is longer. */
const APP_TEXT_BYTES = 2048
const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Shanghai',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})

const texts = {
  'zh-CN': {
    head: (time: string) => `【测试 ${time}，只有您能看到】`,
    arm: { a: '内容 A', b: '内容 B' },
    example: '（变量以示例填写）',
    image: '图片',
    video: '视频',
    file: '文件',
    link: '链接',
    miniprogram: '小程序',
    unfit: '不能发送',
  },
  en: {
    head: (time: string) => `[Test ${time}, seen by you only]`,
    arm: { a: 'Content A', b: 'Content B' },
    example: '(variables filled with examples)',
    image: 'Picture',
    video: 'Video',
    file: 'File',
    link: 'Link',
    miniprogram: 'Mini program',
    unfit: 'cannot be sent',
  },
}
const inLanguage = (language: string) => texts[language === 'en' ? 'en' : 'zh-CN']

/** The words of a test, in as many messages as WeCom needs for them. The time makes each test a message of its own. */
export function trialTexts(
  filled: { text: string; isExample: boolean },
  { arm, atMs, language }: { arm: 'a' | 'b' | null; atMs: number; language: string },
): string[] {
  const words = inLanguage(language)
  const head = [
    words.head(clock.format(atMs)),
    arm === null ? '' : words.arm[arm],
    filled.isExample ? words.example : '',
  ].join('')
  // What somebody wrote may not become markup.
  return cutInto(`${head}\n${filled.text.replaceAll('<', '＜').replaceAll('>', '＞')}`.trim())
}

/** What cannot be sent as itself: its title, and where it leads. */
export function attachmentWords(one: PostAttachment, language: string, isUnfit: boolean): string {
  const words = inLanguage(language)
  const told = (): string[] => {
    switch (one.kind) {
      case 'image':
      case 'video':
      case 'file':
        return [one.fileName]
      case 'link':
        return [one.title, one.url]
      case 'miniprogram':
        return [one.title, one.appId, one.page]
    }
  }
  const text = `${words[one.kind]}: ${told().filter(Boolean).join('\n')}${isUnfit ? ` (${words.unfit})` : ''}`
  return cutBytes(text.replaceAll('<', '＜').replaceAll('>', '＞'), APP_TEXT_BYTES)
}

export function cutBytes(text: string, most: number): string {
  let cut = ''
  let bytes = 0
  for (const sign of text) {
    bytes += byteLength(sign)
    if (bytes > most) return cut
    cut += sign
  }
  return cut
}

function cutInto(text: string): string[] {
  const pieces: string[] = []
  for (let rest = text; rest !== '';) {
    const piece = cutBytes(rest, APP_TEXT_BYTES)
    pieces.push(piece)
    rest = rest.slice(piece.length)
  }
  return pieces
}
