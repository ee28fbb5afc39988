import { computed, ref, shallowRef, type ComputedRef, type Ref } from 'vue'
import { api } from '../api.ts'
import { API_CHOICES, CALLBACK_CHOICES, choiceOf, type FaultPlan } from '../faults.ts'
import { t } from '../i18n.ts'
import { STEPS, type SimulatedClock } from './clock.ts'
import { reasonOf } from './load.ts'
import { countModes, HEALTHY, type ClientModes } from './modes.ts'
import type { Toasts } from './toasts.ts'

export interface PanelState {
  modes: Ref<ClientModes>
  apiChoice: ComputedRef<string>
  callbackChoice: ComputedRef<string>
  faultCount: ComputedRef<number>
  fetchFaults: () => Promise<void>
  chooseApi: (id: string) => Promise<void>
  chooseCallbacks: (id: string) => Promise<void>
  clear: () => Promise<void>
  moveClock: (step: 'hour' | 'day' | 'reset') => Promise<void>
}

/** 时钟与故障: what the simulator does wrong, and how the pretended client behaves. */
export function usePanel(clock: SimulatedClock, toasts: Toasts): PanelState {
  const plan = shallowRef<FaultPlan | null>(null)
  const modes = ref<ClientModes>(HEALTHY)
  const apiChoice = computed(() => (plan.value ? choiceOf(API_CHOICES, plan.value.rules) : 'normal'))
  const callbackChoice = computed(() =>
    plan.value ? choiceOf(CALLBACK_CHOICES, plan.value.callbacks) : 'normal',
  )
  const faultCount = computed(
    () =>
      countModes(modes.value) +
      [apiChoice.value, callbackChoice.value].filter((choice) => choice !== 'normal').length,
  )

  async function fetchFaults(): Promise<void> {
    plan.value = await api.faults()
  }

  /** Shown at once; what the simulator says afterwards counts. */
  async function change(next: FaultPlan | null): Promise<void> {
    try {
      plan.value = await (next ? api.setFaults((plan.value = next)) : api.clearFaults())
    } catch (error) {
      toasts.show('danger', t('panel.failed', { reason: reasonOf(error) }))
      await fetchFaults().catch(() => undefined)
    }
  }

  async function chooseApi(id: string): Promise<void> {
    const choice = API_CHOICES.find((each) => each.id === id)
    if (choice && plan.value) await change({ ...plan.value, rules: choice.plan })
  }

  async function chooseCallbacks(id: string): Promise<void> {
    const choice = CALLBACK_CHOICES.find((each) => each.id === id)
    if (choice && plan.value) await change({ ...plan.value, callbacks: choice.plan })
  }

  async function clear(): Promise<void> {
    modes.value = HEALTHY
    await change(null)
  }

  async function moveClock(step: 'hour' | 'day' | 'reset'): Promise<void> {
    try {
      await api.moveClock(step === 'reset' ? { reset: true } : { advanceMs: STEPS[step] })
      await clock.sync()
    } catch (error) {
      toasts.show('danger', t('clock.failed', { reason: reasonOf(error) }))
    }
  }

  return {
    modes,
    apiChoice,
    callbackChoice,
    faultCount,
    fetchFaults,
    chooseApi,
    chooseCallbacks,
    clear,
    moveClock,
  }
}
