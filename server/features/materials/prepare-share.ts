import type { z } from 'zod'
import { attachmentOf, misfitOfShare } from '../../domain/share.ts'
import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { requireCustomer } from '../customers/policy.ts'
import type { Deps } from '../deps.ts'
import { requireGroup } from '../groups/policy.ts'
import type { Material } from '../scripts/material.ts'
import type { ChatMessage, ShareContent, shareInput } from './contract.ts'
import { makeMessage, readLive } from './prepare-message.ts'

type Input = z.infer<typeof shareInput>

/**
 * One text and its attachments, as one of WeCom's own windows takes them. Nothing is sent by it: the member presses
 * there, and only they know whether they did.
 */
export async function prepareShare(deps: Deps, scope: Scope, input: Input): Promise<ShareContent> {
  const { id, way, customerId, chatId, parts } = input
  if (customerId !== null) await requireCustomer(deps, scope, customerId)
  if (chatId !== null) await requireGroup(deps, scope, chatId)
  const read: { text: string; key: string; material: Material | null }[] = []
  for (const [place, { scriptId, text }] of parts.entries()) {
    const of = { scriptId: scriptId ?? '', rule: null, customerId }
    const material = scriptId === null ? null : await readLive(deps, scope.corpId, of)
    read.push({ text, key: `${id}:${place}`, material })
  }
  // Before anything is uploaded.
  refuseMisfit(way, {
    text: read.flatMap(({ text, material }) => (isWords(material) ? [text] : [])).join('\n\n'),
    kinds: read.flatMap(({ material }) =>
      material === null || material.kind === 'text' ? [] : [attachmentOf(way, material.kind)],
    ),
  })

  const texts: string[] = []
  const attachments: ShareContent['attachments'] = []
  for (const { key, text, material } of read) {
    if (material === null) {
      texts.push(text)
      continue
    }
    const as = way === 'moments' && material.kind === 'file' ? 'page' : 'itself'
    const order = { key, text, customerId, chatId, scriptId: material.id, rule: null, as } as const
    const made = asShared(await makeMessage(deps, scope, { order, material }))
    if (typeof made === 'string') texts.push(made)
    else attachments.push(made)
  }
  const content = { text: texts.filter((one) => one.trim() !== '').join('\n\n'), attachments }
  // Links of our own may be longer than those they stand for.
  refuseMisfit(way, { text: content.text, kinds: attachments.map(({ msgtype }) => msgtype) })
  return content
}

const isWords = (material: Material | null): boolean => material === null || material.kind === 'text'

function refuseMisfit(way: Input['way'], content: Parameters<typeof misfitOfShare>[1]): void {
  const misfit = misfitOfShare(way, content)
  if (misfit) throw new AppError('invalid-input', { log: 'not to be shared so', tell: { ...misfit } })
}

/** A card is a `news` in the chat and a `link` here. */
function asShared(message: ChatMessage): string | ShareContent['attachments'][number] {
  if (message.msgtype === 'text') return message.text.content
  if (message.msgtype !== 'news') return message
  const { link: url, ...card } = message.news
  return { msgtype: 'link', link: { url, ...card } }
}
