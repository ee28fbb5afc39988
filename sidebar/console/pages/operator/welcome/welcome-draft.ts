import { unknownSlots, utf8Bytes, WELCOME_BYTES } from '../../../../../server/domain/welcome-text.ts'
import type { WelcomeSetting } from '../../../../api/welcome.ts'
import { welcome } from '../../../texts/welcome.ts'

export interface Draft {
  isOn: boolean
  text: string
  hasLink: boolean
  link: { title: string; url: string; description: string }
}

export function draftOf(setting: WelcomeSetting | null): Draft {
  const link = setting?.link ?? { title: '', url: '', description: '' }
  return {
    isOn: setting?.isOn ?? false,
    text: setting?.text ?? '',
    hasLink: setting?.link != null,
    link: { ...link },
  }
}

export function settingOf({ isOn, text, hasLink, link }: Draft): WelcomeSetting {
  return { isOn, text, link: hasLink ? link : null }
}

const TITLE_BYTES = 128

/** What the server would refuse, in words beside the field. */
export function problemsOf({ text, hasLink, link }: Draft): { text: string; title: string; url: string } {
  const [word] = unknownSlots(text)
  const isLong = utf8Bytes(text) > WELCOME_BYTES
  const title = link.title.trim()
  return {
    text:
      text.trim() === ''
        ? welcome('bad.text')
        : isLong
          ? welcome('bad.long', { most: WELCOME_BYTES })
          : word !== undefined
            ? welcome('bad.slot', { word: `{${word}}` })
            : '',
    title: hasLink && (title === '' || utf8Bytes(title) > TITLE_BYTES) ? welcome('bad.title') : '',
    url: hasLink && !/^https?:\/\/\S+$/.test(link.url.trim()) ? welcome('bad.url') : '',
  }
}
