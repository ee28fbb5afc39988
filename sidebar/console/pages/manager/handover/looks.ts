import type { Handover } from '../../../../api/handover.ts'
import type { IconName } from '../../../../ui/icons.ts'
import type { Tone } from '../../../components/StateMark.vue'

export const STATE_LOOK: Record<Handover['state'], { icon: IconName; tone: Tone }> = {
  draft: { icon: 'edit', tone: 'plain' },
  running: { icon: 'refresh', tone: 'accent' },
  paused: { icon: 'pause', tone: 'warn' },
  done: { icon: 'done', tone: 'ok' },
  cancelled: { icon: 'x', tone: 'plain' },
}
