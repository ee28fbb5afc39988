export type MediaKind = 'image' | 'voice' | 'video' | 'file'
export type UploadedMedia = { mediaId: string; createdAt: number }

/** Media ids come from media.upload. An image has a media id or a picture address. */
export type Attachment =
  | { kind: 'image'; mediaId: string }
  | { kind: 'image'; picUrl: string }
  | { kind: 'link'; title: string; url: string; picUrl?: string; description?: string }
  | { kind: 'miniprogram'; title: string; picMediaId: string; appId: string; page: string }
  | { kind: 'video'; mediaId: string }
  | { kind: 'file'; mediaId: string }

export type AppMessage = {
  userids: string[]
  content:
    | { kind: 'text'; text: string }
    | { kind: 'markdown'; text: string }
    | { kind: 'textcard'; title: string; description: string; url: string; button?: string }
    | { kind: 'image' | 'file'; mediaId: string }
    | { kind: 'video'; mediaId: string; title?: string }
    | { kind: 'news'; title: string; url: string; description?: string; picUrl?: string }
    /** Only of mini programs that are linked with the app. */
    | { kind: 'miniprogram'; appId: string; page: string; title: string }
  /** The same message inside this time is accepted by WeCom but not delivered again; at most 4 h. */
  duplicateWithinMs?: number
}

export type AppMessageAnswer = { msgid?: string; invalidUsers: string[] }
