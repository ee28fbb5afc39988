/** What of the library something was taken from, in which edition. It stays when the copy is edited. */
export interface MaterialOrigin {
  scriptId: string
  version: number
}

/** A file lies in our own store under its hash; WeCom gets it when it is needed. */
export type PostAttachment = { from?: MaterialOrigin | undefined } & (
  | { kind: 'image'; hash: string; fileName: string; byteSize: number }
  | { kind: 'video'; hash: string; fileName: string; byteSize: number }
  | { kind: 'file'; hash: string; fileName: string; byteSize: number }
  | { kind: 'link'; title: string; url: string; description: string; cover: string | null }
  | { kind: 'miniprogram'; title: string; appId: string; page: string; cover: string | null }
)

export interface PostContent {
  text: string
  /** Of the text; each attachment has its own. */
  from?: MaterialOrigin | undefined
  attachments: PostAttachment[]
}

/** Everything a content was taken from. */
export function originsIn({
  from,
  attachments,
}: {
  from?: MaterialOrigin | undefined
  attachments: readonly { from?: MaterialOrigin | undefined }[]
}): MaterialOrigin[] {
  return [from, ...attachments.map((one) => one.from)].flatMap((origin) => origin ?? [])
}

const KIB = 1024
/** WeCom's limits of a mass message; a moment has its own. */
export const CONTENT_LIMITS = {
  textBytes: 4000,
  momentCharacters: 2000,
  /** 群公告: the client's own box takes no more. */
  announcementCharacters: 2000,
  attachments: 9,
  linkTitleBytes: 128,
  linkDescriptionBytes: 512,
  urlBytes: 2048,
  momentLinkTitleCharacters: 64,
  miniTitleBytes: 64,
  imageBytes: 10 * KIB * KIB,
  videoBytes: 10 * KIB * KIB,
  fileBytes: 20 * KIB * KIB,
} as const

/** Length in UTF-8, as WeCom counts. */
export function byteLength(text: string): number {
  let bytes = 0
  for (const sign of text) {
    const code = sign.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}
