import { ref } from 'vue'
import { repeatEffects, type EffectSearch } from '../../../../api/effects.ts'
import { serverNow } from '../../../../ui/clock.ts'
import { confirm } from '../../../confirm.ts'
import { effects } from '../../../texts/effects.ts'
import { tellDone, useAction } from '../../../use-action.ts'

/** Repeats what is filtered, some at a time, until nothing is left or somebody stops it. */
export function useRepeatAll(after: () => Promise<void>) {
  const progress = ref<{ done: number; left: number } | null>(null)
  const isStopped = ref(false)
  const { run } = useAction()

  async function repeatAll(
    search: EffectSearch & { state: 'failed' | 'refused' },
    count: number,
  ): Promise<void> {
    const yes = await confirm({
      title: effects('all.title', { count }),
      text: effects('all.text'),
      action: effects('repeat'),
    })
    if (!yes) return
    // What fails again afterwards came to rest later, so it is not taken a second time.
    const before = serverNow().toISOString()
    isStopped.value = false
    progress.value = { done: 0, left: count }
    const isDone = await run(async () => {
      for (;;) {
        const { repeated, left } = await repeatEffects({ ...search, before })
        progress.value = { done: (progress.value?.done ?? 0) + repeated, left }
        if (left === 0 || repeated === 0 || isStopped.value) return
      }
    })
    progress.value = null
    if (isDone) tellDone(effects('repeated'))
    await after()
  }

  return { progress, repeatAll, stop: () => void (isStopped.value = true) }
}
