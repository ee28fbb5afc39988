import { z } from 'zod'
import { compact, id, looseList, looseObject, moment, number, optionalText, text, texts } from './parse.ts'
import type { Contact, Follow, FollowTag, ProfileItem, Unassigned } from './types.ts'

const profileItem = z
  .object({
    type: number,
    name: text,
    text: looseObject(z.object({ value: text })),
    web: looseObject(z.object({ url: text, title: text })),
    miniprogram: looseObject(z.object({ appid: text, pagepath: text, title: text })),
  })
  .transform((raw, context): ProfileItem => {
    if (raw.type === 0 && raw.text) return { kind: 'text', name: raw.name, value: raw.text.value }
    if (raw.type === 1 && raw.web) return { kind: 'web', name: raw.name, ...raw.web }
    if (raw.type === 2 && raw.miniprogram) {
      const { appid, pagepath, title } = raw.miniprogram
      return { kind: 'miniprogram', name: raw.name, appId: appid, page: pagepath, title }
    }
    context.issues.push({ code: 'custom', message: 'unknown profile item', input: raw })
    return z.NEVER
  })

export const contact = z
  .object({
    external_userid: id,
    name: text,
    type: number,
    gender: number,
    avatar: optionalText,
    unionid: optionalText,
    position: optionalText,
    corp_name: optionalText,
    corp_full_name: optionalText,
    external_profile: looseObject(z.object({ external_attr: looseList(profileItem) })),
  })
  .transform((raw): Contact =>
    compact({
      externalUserid: raw.external_userid,
      name: raw.name,
      type: raw.type,
      gender: raw.gender,
      avatar: raw.avatar,
      unionid: raw.unionid,
      position: raw.position,
      corpName: raw.corp_name,
      corpFullName: raw.corp_full_name,
      profile: raw.external_profile?.external_attr ?? [],
    }),
  )

const followFields = z.object({
  userid: id,
  remark: text,
  description: text,
  createtime: moment,
  add_way: number,
  remark_mobiles: texts,
  remark_corp_name: optionalText,
  oper_userid: optionalText,
  state: optionalText,
  wechat_channels: looseObject(z.object({ nickname: text, source: number })),
})

function toFollow(raw: z.output<typeof followFields>): Follow {
  return compact({
    userid: raw.userid,
    remark: raw.remark,
    description: raw.description,
    createdAt: raw.createtime,
    addWay: raw.add_way,
    remarkMobiles: raw.remark_mobiles,
    remarkCorpName: raw.remark_corp_name,
    operUserid: raw.oper_userid,
    state: raw.state,
    channels: raw.wechat_channels,
  })
}

/** batch/get_by_user: one relation, tags as ids, personal tags missing. */
export const batchRow = z
  .object({ external_contact: contact, follow_info: followFields.extend({ tag_id: texts }) })
  .transform((raw) => ({
    contact: raw.external_contact,
    follow: { ...toFollow(raw.follow_info), tagIds: raw.follow_info.tag_id },
  }))

const followTag = z
  .object({ type: number, group_name: text, tag_name: text, tag_id: optionalText })
  .transform((raw): FollowTag =>
    compact({ type: raw.type, groupName: raw.group_name, tagName: raw.tag_name, tagId: raw.tag_id }),
  )

/** externalcontact/get: tags as objects, personal ones included. */
export const detailFollow = followFields.extend({ tags: looseList(followTag) }).transform((raw) => ({
  ...toFollow(raw),
  tags: raw.tags,
  tagIds: raw.tags.flatMap((tag) => tag.tagId ?? []),
}))

/** dimission_time is WeCom's own spelling. */
export const unassigned = z
  .object({ handover_userid: id, external_userid: id, dimission_time: moment })
  .transform((raw): Unassigned => ({
    handoverUserid: raw.handover_userid,
    externalUserid: raw.external_userid,
    leftAt: raw.dimission_time,
  }))
