import { isWecomError, type WecomError } from '../../wecom/index.ts'
import type { Deps } from '../deps.ts'
import type { EffectAnswer } from '../feature.ts'
import { syncContact } from './sync.ts'

/**
 * WeCom refused an edit that the copy already shows: take it back by reading the contact again. The edit still counts
 * as open while its handler runs, so it is named to be left out.
 */
export async function rollBack(
  deps: Deps,
  {
    corpId,
    externalUserid,
    effectId,
    error,
  }: { corpId: string; externalUserid: string; effectId: string; error: WecomError },
): Promise<EffectAnswer> {
  try {
    await syncContact(deps, { corpId, externalUserid, withoutEffect: effectId })
  } catch (problem) {
    // The refusal is what a person must see; the next reconcile puts the copy right.
    if (!isWecomError(problem)) throw problem
    deps.log.warn({ err: problem, effectId }, 'a refused edit could not be taken back yet')
  }
  deps.live.tell({ corpId, topic: 'contact', id: externalUserid, detail: { effect: 'refused' } })
  return { state: 'refused', errorCode: error.errcode, errorText: error.message }
}
