import * as ww from '@wecom/jssdk'
import type { ShareWay } from '../../server/domain/share.ts'
import type { ShareContent } from '../../server/features/materials/contract.ts'
import { HostError } from './host-error.ts'
import { done, SEND_MS } from './within.ts'

/** preset: the page names who gets it; pick: the person chooses there; null: this client has no such window. */
export type Sharing = Record<ShareWay, 'preset' | 'pick' | null>

export interface ShareOrder {
  way: ShareWay
  content: ShareContent
  /** External user id or chat id, for the clients that take one. */
  receiver?: string | undefined
}

// Before 3.1.6 the two took one card alone, without words.
const TAKES_WORDS = [3, 1, 6]
const TAKES_RECEIVERS = [4, 1, 10]
const HAS_MOMENTS = [3, 1, 12]

/** What a client can be asked for, by its kind and version: moments are on phones alone, and a Mac names nobody. */
export function readSharing(userAgent: string): Sharing {
  const version = /wxwork\/([\d.]+)/i.exec(userAgent)?.[1]
  if (version === undefined) return { contact: null, chat: null, moments: null }
  const isPhone = /iPhone|iPad|iPod|Android/i.test(userAgent)
  const takesReceivers = isPhone || /Windows/i.test(userAgent)
  const from = (floor: readonly number[]): boolean => isFrom(version, floor)
  const several = !from(TAKES_WORDS) ? null : takesReceivers && from(TAKES_RECEIVERS) ? 'preset' : 'pick'
  return { contact: several, chat: several, moments: isPhone && from(HAS_MOMENTS) ? 'pick' : null }
}

function isFrom(version: string, floor: readonly number[]): boolean {
  const have = version.split('.').map(Number)
  for (const [place, need] of floor.entries()) {
    const difference = (have[place] ?? 0) - need
    if (difference !== 0) return difference > 0
  }
  return true
}

export async function openShare({ way, content, receiver }: ShareOrder): Promise<void> {
  const ability = readSharing(navigator.userAgent)[way]
  if (ability === null) throw new HostError('too-old', `${way} is not in this client`)
  const { text, attachments } = content
  const words = text === '' ? {} : { text: { content: text } }
  const ids = receiver !== undefined && ability === 'preset' ? [receiver] : null
  switch (way) {
    case 'contact':
      return done(SEND_MS, () =>
        ww.shareToExternalContact({ ...words, attachments, ...(ids ? { externalUserIds: ids } : {}) }),
      )
    case 'chat':
      return done(SEND_MS, () =>
        ww.shareToExternalChat({ ...words, attachments, ...(ids ? { chatIds: ids } : {}) }),
      )
    case 'moments':
      return done(SEND_MS, () =>
        ww.shareToExternalMoments({ ...words, attachments: attachments.flatMap(forMoments) }),
      )
  }
}

type Attachment = ShareContent['attachments'][number]

/** The server gives no others for moments. */
function forMoments(one: Attachment): Extract<Attachment, { msgtype: 'image' | 'video' | 'link' }>[] {
  return one.msgtype === 'file' || one.msgtype === 'miniprogram' ? [] : [one]
}
