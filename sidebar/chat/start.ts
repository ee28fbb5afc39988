import { onBeforeUnmount, onMounted, shallowRef, type ShallowRef } from 'vue'
import { asProblem, type Problem } from '../api/problem.ts'
import { whenSignedOut } from '../api/request.ts'
import { readMe, signPage, type Me } from '../api/session.ts'
import { forgetSignIns, signIn } from '../api/sign-in.ts'
import { connectHost, type Host, type Sign } from '../bridge/host.ts'
import { isSamePlace, readPlace, type Place } from '../bridge/place.ts'
import { setServerNow } from '../ui/clock.ts'
import { setLanguage } from '../ui/i18n.ts'

export type Start =
  | { face: 'starting'; isSlow: boolean }
  | { face: 'signed-out' }
  | { face: 'problem'; problem: Problem }
  | { face: 'ready'; me: Me; host: Host; place: Place }

const SLOW_MS = 3_000

export interface Starting {
  state: ShallowRef<Start>
  /** From the top: session, client, place. */
  start(): Promise<void>
  /** By hand, after a person looked into why signing in did not work. */
  signInAgain(): void
}

/** Session first, then the client, then whom the chat is with; asked anew whenever the page comes back into view. */
export function useStart(): Starting {
  const state = shallowRef<Start>({ face: 'starting', isSlow: false })
  let isLeaving = false
  let isReading = false

  whenSignedOut(() => {
    if (isLeaving) return
    isLeaving = true
    if (signIn('chat', '/chat/') === 'gave-up') state.value = { face: 'signed-out' }
  })

  async function start(): Promise<void> {
    isLeaving = false
    state.value = { face: 'starting', isSlow: false }
    const timer = setTimeout(() => {
      if (state.value.face === 'starting') state.value = { face: 'starting', isSlow: true }
    }, SLOW_MS)
    try {
      const sign = signer()
      const me = await readMe()
      setServerNow(me.now)
      setLanguage(me.language)
      const host = connectHost({ corpId: me.corpId, agentId: me.agentId, sign })
      state.value = { face: 'ready', me, host, place: await readPlace(host) }
    } catch (error) {
      const problem = asProblem(error)
      if (problem.kind !== 'not-signed-in') state.value = { face: 'problem', problem }
    } finally {
      clearTimeout(timer)
    }
  }

  async function readPlaceAgain(): Promise<void> {
    const before = state.value
    if (document.visibilityState !== 'visible' || before.face !== 'ready' || isReading) return
    isReading = true
    const place = await readPlace(before.host)
    isReading = false
    if (state.value === before && !isSamePlace(before.place, place)) state.value = { ...before, place }
  }

  function signInAgain(): void {
    forgetSignIns('chat')
    isLeaving = true
    signIn('chat', '/chat/')
  }

  onMounted(() => {
    document.addEventListener('visibilitychange', readPlaceAgain)
    void start()
  })
  onBeforeUnmount(() => document.removeEventListener('visibilitychange', readPlaceAgain))
  return { state, start, signInAgain }
}

/** The signature that the client will ask for is fetched beside the session; every later one when it is wanted. */
function signer(): Sign {
  const url = location.href.split('#')[0] ?? location.href
  let early: ReturnType<Sign> | null = null
  if (/wxwork\//i.test(navigator.userAgent)) {
    early = signPage('agentConfig', url)
    early.catch(() => {})
  }
  return (kind, wanted) => {
    const ready = kind === 'agentConfig' && wanted === url ? early : null
    early = null
    return ready ?? signPage(kind, wanted)
  }
}
