import { shallowRef, type ShallowRef } from 'vue'
import { attachmentOf, misfitOfShare, type ShareMisfit, type ShareWay } from '../../../server/domain/share.ts'
import { newId } from '../../api/new-id.ts'
import { Problem } from '../../api/problem.ts'
import { prepareShare, type ScriptKind } from '../../api/scripts.ts'
import { readHostError } from '../../bridge/host-error.ts'
import type { Host } from '../../bridge/host.ts'
import { serverNow } from '../../ui/clock.ts'
import { problemText } from '../../ui/texts.ts'
import { shareText } from '../texts/share.ts'

export interface SharePart {
  scriptId: string | null
  kind: ScriptKind
  text: string
}

/** What is handed to one of the client's windows; `receiver` is how the client names the customer or group. */
export interface ShareJob {
  key: string
  way: ShareWay
  to?: { customerId: string } | { chatId: string }
  receiver?: string | undefined
  parts: readonly SharePart[]
}

/** 'opened' is the last thing known: only the person can say that it went out. */
export type ShareState =
  | { face: 'idle' }
  | { face: 'opening'; key: string }
  | { face: 'opened'; key: string }
  | { face: 'failed'; key: string; text: string; code: string }

export interface Sharer {
  state: ShallowRef<ShareState>
  share(job: ShareJob): Promise<boolean>
}

export function misfitText(misfit: ShareMisfit): string {
  if (!('size' in misfit)) return shareText(`misfit.${misfit.is}`)
  return shareText(`misfit.${misfit.is}`, { size: misfit.size, limit: misfit.limit })
}

/** Why the client would not take it, before anything is made ready. */
export function misfitOfJob({ way, parts }: Pick<ShareJob, 'way' | 'parts'>): ShareMisfit | null {
  const text = parts.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('\n\n')
  const kinds = parts.flatMap(({ kind }) => (kind === 'text' ? [] : [attachmentOf(way, kind)]))
  return misfitOfShare(way, { text, kinds })
}

export function createSharer({ host, cover }: { host: Pick<Host, 'share'>; cover: string }): Sharer {
  const state = shallowRef<ShareState>({ face: 'idle' })

  async function share(job: ShareJob): Promise<boolean> {
    if (state.value.face === 'opening') return false
    const { key, way, to = {}, receiver, parts } = job
    const misfit = misfitOfJob(job)
    if (misfit) return fail(key, { text: misfitText(misfit), code: '' })
    state.value = { face: 'opening', key }
    try {
      const content = await prepareShare({
        id: newId(serverNow().getTime()),
        way,
        ...to,
        parts: parts.map(({ scriptId, text }) => ({ scriptId, text })),
      })
      for (const one of content.attachments) if (one.msgtype === 'link') one.link.imgUrl ||= cover
      await host.share({ way, content, receiver })
    } catch (error) {
      return explain(key, error)
    }
    state.value = { face: 'opened', key }
    return true
  }

  function explain(key: string, error: unknown): false {
    if (error instanceof Problem) {
      const text = shareText('failed.ours', { why: problemText(error.kind) })
      return fail(key, { text, code: error.requestId ?? '' })
    }
    const { problem, detail } = readHostError(error)
    // Changing one's mind is no failure.
    if (problem === 'cancelled') state.value = { face: 'idle' }
    else fail(key, { text: shareText(`failed.${problem}`), code: detail })
    return false
  }

  function fail(key: string, why: { text: string; code: string }): false {
    state.value = { face: 'failed', key, ...why }
    return false
  }

  return { state, share }
}
