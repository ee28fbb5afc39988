import { z } from 'zod'
import { compact, id, looseList, looseObject, moment, number, optionalText, text } from './parse.ts'
import type { Moment, MomentCustomer, MomentReaction, MomentTask } from './types.ts'

export const momentRow = z
  .object({
    moment_id: id,
    creator: optionalText,
    create_time: moment,
    create_type: number,
    visible_type: number,
    text: looseObject(z.object({ content: text })),
    image: looseList(z.object({ media_id: id })),
    video: looseObject(z.object({ media_id: id, thumb_media_id: optionalText })),
    link: looseObject(z.object({ title: text, url: text })),
    location: looseObject(z.object({ latitude: text, longitude: text, name: text })),
  })
  .transform((raw): Moment =>
    compact({
      momentId: raw.moment_id,
      creator: raw.creator,
      createdAt: raw.create_time,
      createType: raw.create_type,
      visibleType: raw.visible_type,
      text: raw.text?.content ?? '',
      imageMediaIds: raw.image.map((image) => image.media_id),
      video: raw.video && compact({ mediaId: raw.video.media_id, thumbMediaId: raw.video.thumb_media_id }),
      link: raw.link,
      location: raw.location,
    }),
  )

export const momentTask = z
  .object({ userid: id, publish_status: number })
  .transform((raw): MomentTask => ({ userid: raw.userid, publishStatus: raw.publish_status }))

export const momentCustomer = z
  .object({ userid: id, external_userid: id })
  .transform((raw): MomentCustomer => ({ userid: raw.userid, externalUserid: raw.external_userid }))

export const momentViewer = z
  .object({ external_userid: id })
  .transform((raw) => ({ externalUserid: raw.external_userid }))

export const momentReaction = z
  .object({ external_userid: optionalText, userid: optionalText, create_time: moment })
  .refine((raw) => raw.external_userid !== undefined || raw.userid !== undefined)
  .transform((raw): MomentReaction =>
    compact({ externalUserid: raw.external_userid, userid: raw.userid, createdAt: raw.create_time }),
  )
