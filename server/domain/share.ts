/** The windows of WeCom's client that a page can fill: 群发助手 to customers, to groups, and 客户朋友圈. */
export const SHARE_WAYS = ['contact', 'chat', 'moments'] as const
export type ShareWay = (typeof SHARE_WAYS)[number]

/** What of the library may be shared; a product is a card that leads to its page. */
export type SharedKind = 'text' | 'image' | 'link' | 'miniprogram' | 'video' | 'file' | 'album'
export type AttachmentKind = 'image' | 'link' | 'miniprogram' | 'video' | 'file'

export type ShareMisfit =
  | { is: 'empty' }
  | { is: 'text-too-long'; size: number; limit: number }
  | { is: 'too-many'; size: number; limit: number }
  | { is: 'not-mixed' }
  | { is: 'kind-not-here' }

/** The client's own limits (jssdk: shareToExternalContact, shareToExternalMoments), in characters. */
export const SHARE_LIMITS = { characters: 4000, momentCharacters: 2000, attachments: 9 } as const

/** As what it goes: moments take no files, but a card that leads to one. */
export function attachmentOf(way: ShareWay, kind: Exclude<SharedKind, 'text'>): AttachmentKind {
  if (kind === 'album' || (way === 'moments' && kind === 'file')) return 'link'
  return kind
}

/** Why the client would not take it; null when it would. */
export function misfitOfShare(
  way: ShareWay,
  { text, kinds }: { text: string; kinds: readonly AttachmentKind[] },
): ShareMisfit | null {
  const size = [...text].length
  const limit = way === 'moments' ? SHARE_LIMITS.momentCharacters : SHARE_LIMITS.characters
  if (text.trim() === '' && kinds.length === 0) return { is: 'empty' }
  if (size > limit) return { is: 'text-too-long', size, limit }
  if (kinds.length > SHARE_LIMITS.attachments)
    return { is: 'too-many', size: kinds.length, limit: SHARE_LIMITS.attachments }
  if (way !== 'moments') return null
  if (kinds.some((kind) => kind === 'miniprogram' || kind === 'file')) return { is: 'kind-not-here' }
  // Nine pictures, or one video, or one link.
  const isMixed = new Set(kinds).size > 1 || (kinds.length > 1 && kinds[0] !== 'image')
  return isMixed ? { is: 'not-mixed' } : null
}
