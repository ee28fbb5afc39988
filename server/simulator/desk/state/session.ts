import { computed, ref, shallowRef, type ComputedRef, type Ref } from 'vue'
import { api, type Session, type Staff } from '../api.ts'
import { failed, LOADING, READY, type Load } from './load.ts'

export interface SessionState {
  session: Ref<Session | null>
  load: Ref<Load>
  me: ComputedRef<Staff | null>
  fetchSession: () => Promise<void>
  /** Makes this member the one whom the simulator's login knows. */
  become: (userid: string) => Promise<void>
}

export function useSession(): SessionState {
  const session = shallowRef<Session | null>(null)
  const load = ref<Load>(LOADING)
  const me = computed(() => session.value?.current ?? null)

  async function fetchSession(): Promise<void> {
    load.value = LOADING
    try {
      const answer = await api.session()
      // Somebody who has left has no client any more.
      const current = answer.current?.departed ? null : answer.current
      session.value = { ...answer, current }
      const first = answer.staff.find((staff) => !staff.departed)
      if (!current && first) await become(first.userid)
      load.value = READY
    } catch (error) {
      load.value = failed(error)
    }
  }

  async function become(userid: string): Promise<void> {
    await api.selectStaff(userid)
    const current = session.value?.staff.find((staff) => staff.userid === userid) ?? null
    if (session.value) session.value = { ...session.value, current }
  }

  return { session, load, me, fetchSession, become }
}
