import type { z } from 'zod'
import type { ActionRule } from '../../domain/actions.ts'
import { addDays, startOfDayMs } from '../../domain/time.ts'
import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { requireCustomer } from '../customers/policy.ts'
import type { Deps } from '../deps.ts'
import { requireGroup } from '../groups/policy.ts'
import { type MadeLink, makeLinks } from '../links/index.ts'
import { mediaFor, pictureUrlFor } from '../media/index.ts'
import { hasPage, type Material, readMaterial } from '../scripts/material.ts'
import type { ChatMessage, messageInput } from './contract.ts'
import { findStoredLinks, putLinksIn } from './text-links.ts'

/** One message of the library, for a customer, a group, or for whom the member will choose. */
export interface MessageOrder {
  /** Making it twice under one key gives the same links. */
  key: string
  customerId: string | null
  chatId: string | null
  scriptId: string
  rule: ActionRule | null
  text: string
  as: 'itself' | 'page'
}

/**
 * What the client is to send: media uploaded where it must be, and links of our own that tell who opened them. The
 * client says afterwards whether it went out.
 */
export async function prepareMessage(
  deps: Deps,
  scope: Scope,
  { id, ...input }: z.infer<typeof messageInput>,
): Promise<ChatMessage> {
  if (input.customerId !== null) await requireCustomer(deps, scope, input.customerId)
  if (input.chatId !== null) await requireGroup(deps, scope, input.chatId)
  const order = { ...input, key: id }
  return makeMessage(deps, scope, { order, material: await readLive(deps, scope.corpId, order) })
}

export function makeMessage(deps: Deps, scope: Scope, { order, material }: Sending): Promise<ChatMessage> {
  const { kind } = material
  if (kind === 'text') return textMessage(deps, scope, { order, material })
  if (kind === 'link' || kind === 'album' || (order.as === 'page' && hasPage(kind)))
    return cardMessage(deps, scope, { order, material })
  return mediaMessage(deps, scope, material)
}

/** The edition that is in use, or the one a proposal has chosen. */
export async function readLive(
  deps: Deps,
  corpId: string,
  order: Pick<MessageOrder, 'scriptId' | 'rule' | 'customerId'>,
): Promise<Material> {
  const { db } = deps.database
  const script = await db.script.findUnique({
    where: { corpId_id: { corpId, id: order.scriptId } },
    select: { version: true, isEnabled: true, isPublished: true },
  })
  if (!script?.isPublished || !script.isEnabled) throw new AppError('not-found', { log: 'script not in use' })
  const version = (await chosenVersion(deps, corpId, order)) ?? script.version
  const material = await readMaterial(deps, { corpId, id: order.scriptId, version })
  if (!material) throw new AppError('not-found', { log: 'no such edition' })
  return material
}

async function chosenVersion(
  { database: { db } }: Deps,
  corpId: string,
  { customerId, rule, scriptId }: Pick<MessageOrder, 'scriptId' | 'rule' | 'customerId'>,
): Promise<number | null> {
  if (customerId === null || rule === null) return null
  const action = await db.action.findUnique({
    where: { corpId_customerId_rule: { corpId, customerId, rule } },
    select: { scriptId: true, scriptVersion: true },
  })
  return action?.scriptId === scriptId ? action.scriptVersion : null
}

interface Sending {
  order: MessageOrder
  material: Material
}

async function textMessage(deps: Deps, scope: Scope, { order, material }: Sending): Promise<ChatMessage> {
  const targets = findStoredLinks(order.text, material.body)
  const made = await linksFor(deps, scope, { order, material }, targets)
  return { msgtype: 'text', text: { content: putLinksIn(order.text, targets, made) } }
}

async function cardMessage(deps: Deps, scope: Scope, { order, material }: Sending): Promise<ChatMessage> {
  const { title, linkUrl, linkDesc, imageHash, detail } = material
  const target = material.kind === 'link' ? linkUrl : null
  const [link] = await linksFor(deps, scope, { order, material }, [target])
  if (!link) throw new Error('a card without a link')
  const cover = imageHash ?? detail.pictures?.[0] ?? null
  const imgUrl = cover === null ? '' : `${link.url}/file/${cover}`
  return { msgtype: 'news', news: { link: link.url, title, desc: linkDesc || order.text || title, imgUrl } }
}

/** One link for each target, ending when the material does. */
async function linksFor(
  deps: Deps,
  { corpId, staffId }: Scope,
  { order, material }: Sending,
  targets: readonly (string | null)[],
): Promise<MadeLink[]> {
  const { key, customerId, chatId } = order
  const channel = customerId !== null ? 'chat' : chatId !== null ? 'group' : null
  const endsAt = material.validTo === null ? null : new Date(startOfDayMs(addDays(material.validTo, 1)))
  return deps.database.sql.transaction((tx) =>
    makeLinks(tx, deps, {
      corpId,
      links: targets.map((target, n) => ({
        target,
        title: material.title,
        customerId,
        chatId,
        staffId,
        endsAt,
        material: { id: material.id, version: material.version },
        channel,
        sendKey: `${key}:${n}`,
      })),
    }),
  )
}

async function mediaMessage(deps: Deps, scope: Scope, material: Material): Promise<ChatMessage> {
  const { kind, title, imageHash, detail } = material
  const { file, appId, page } = detail
  if (kind === 'image' && imageHash !== null)
    return { msgtype: 'image', image: await mediaIdOf(deps, scope, { hash: imageHash }, 'image') }
  if (kind === 'video' && file)
    return { msgtype: 'video', video: await mediaIdOf(deps, scope, { hash: file.hash }, 'video') }
  if (kind === 'file' && file) {
    const blob = { hash: file.hash, fileName: file.name }
    return { msgtype: 'file', file: await mediaIdOf(deps, scope, blob, 'file') }
  }
  if (kind === 'miniprogram' && appId !== undefined && page !== undefined && imageHash !== null) {
    const imgUrl = await pictureUrlFor(deps, scope, { hash: imageHash })
    return { msgtype: 'miniprogram', miniprogram: { appid: appId, title, imgUrl, page: asHtml(page) } }
  }
  throw new AppError('not-found', { log: 'material lacks its file' })
}

async function mediaIdOf(
  deps: Deps,
  scope: Scope,
  blob: { hash: string; fileName?: string },
  kind: 'image' | 'video' | 'file',
): Promise<{ mediaid: string }> {
  return { mediaid: (await mediaFor(deps, scope, blob, kind)).mediaId }
}

/** The client wants `.html` behind the path of a mini-program's page; the API does not. */
function asHtml(page: string): string {
  const [path = '', query] = page.split('?', 2)
  const named = path.endsWith('.html') ? path : `${path}.html`
  return query === undefined ? named : `${named}?${query}`
}
