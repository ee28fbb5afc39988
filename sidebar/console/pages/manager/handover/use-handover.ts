import { computed, ref, type ComputedRef, type Ref } from 'vue'
import { changeHandover, readHandover, type Handover, type PlanInput } from '../../../../api/handover.ts'
import { asProblem } from '../../../../api/problem.ts'
import { useLoad, type Load } from '../../../../ui/use-load.ts'
import { ElMessage } from '../../../kit.ts'
import { useLive } from '../../../live.ts'
import { handover as texts } from '../../../texts/handover.ts'
import { tellFailed } from '../../../use-action.ts'

export interface OpenHandover {
  load: Load<Handover>
  data: ComputedRef<Handover | null>
  /** A change is on its way; what is shown is the plan before it. */
  isBusy: Ref<boolean>
  changePlan(patch: Partial<PlanInput>): Promise<boolean>
  /** Runs a call that answers with the handover as it is afterwards. True when it went through. */
  act(call: () => Promise<Handover>): Promise<boolean>
}

const MOVING = ['running', 'paused']

/** One handover, kept fresh while it runs. Changes follow each other; each names the version it was made on. */
export function useHandover(id: () => string): OpenHandover {
  const load = useLoad(
    () => `handover-${id()}`,
    (signal) => readHandover(id(), signal),
  )
  const data = computed(() => (load.state.value.face === 'content' ? load.state.value.data : null))
  const isBusy = ref(false)
  useLive(['handover'], () => !isBusy.value && void load.reload(), {
    isBusy: () => MOVING.includes(data.value?.state ?? ''),
  })

  async function act(call: () => Promise<Handover>): Promise<boolean> {
    if (isBusy.value) return false
    isBusy.value = true
    try {
      load.set(await call())
      return true
    } catch (error) {
      await explain(error)
      return false
    } finally {
      isBusy.value = false
    }
  }

  /** Somebody else may have changed it: show theirs instead of overwriting it. */
  async function explain(error: unknown): Promise<void> {
    if (asProblem(error).kind !== 'conflict') return tellFailed(error)
    await load.reload()
    ElMessage({ type: 'warning', message: texts('check.conflict'), duration: 6000, showClose: true })
  }

  function changePlan(patch: Partial<PlanInput>): Promise<boolean> {
    const { value } = data
    if (!value) return Promise.resolve(false)
    const { id: of, version, plan } = value
    return act(() => changeHandover(of, { version, plan: { ...plan, ...patch } }))
  }

  return { load, data, isBusy, changePlan, act }
}
