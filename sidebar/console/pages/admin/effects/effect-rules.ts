import type { EffectDetail, EffectRow } from '../../../../api/effects.ts'
import type { IconName } from '../../../../ui/icons.ts'
import type { Tone } from '../../../components/StateMark.vue'
import { effects } from '../../../texts/effects.ts'

interface Look {
  icon: IconName
  tone: Tone
}

export const EFFECT_LOOKS: Record<EffectRow['state'], Look> = {
  planned: { icon: 'queue', tone: 'plain' },
  calling: { icon: 'refresh', tone: 'accent' },
  accepted: { icon: 'wait', tone: 'info' },
  unknown: { icon: 'help', tone: 'warn' },
  done: { icon: 'done', tone: 'ok' },
  refused: { icon: 'ban', tone: 'warn' },
  failed: { icon: 'fail', tone: 'danger' },
  cancelled: { icon: 'minus', tone: 'plain' },
}

export const ITEM_LOOKS: Record<EffectDetail['items'][number]['state'], Look> = {
  waiting: { icon: 'wait', tone: 'info' },
  done: EFFECT_LOOKS.done,
  refused: EFFECT_LOOKS.refused,
  failed: EFFECT_LOOKS.failed,
  unknown: EFFECT_LOOKS.unknown,
}

/** Only what has come to rest without success waits for a person. */
export function mayDecide(effect: Pick<EffectRow, 'state'>): boolean {
  return effect.state === 'failed' || effect.state === 'refused' || effect.state === 'unknown'
}

/** What a state means when there is no better word. */
export function hintOf({ state }: Pick<EffectRow, 'state'>): string {
  return state === 'refused' || state === 'unknown' ? effects(`hint.${state}`) : ''
}
