import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Settings } from '../../config/env.ts'
import type { Browser } from '../support/http-client.ts'
import { compiled } from '../support/compile.ts'
import { freePort } from '../support/free-port.ts'
import { openBalancer } from './balancer.ts'
import { startChild, type ChildHost } from './host.ts'
import { signIn } from './kill-effects.ts'
import { openLab, type Lab, type LabOptions } from './lab.ts'

type Role = Settings['LIUKE_ROLE']

/** One process of the fleet. */
export interface Member extends ChildHost {
  origin: string
  /** What it logged, from warnings on. */
  heard: string[]
}

/** Real processes on one PostgreSQL, the web ones behind a load balancer that keeps nothing in mind. */
export interface ProcessFleet {
  lab: Lab
  webs: Member[]
  /** How many requests each web process was given. */
  took: ReadonlyMap<string, number>
  /** `clockOffsetMs`: it starts later, by its own clock. */
  start(role: Role, clockOffsetMs?: number): Promise<Member>
  /** A browser whose requests come to the web processes in turn. */
  signIn(userid: string): Promise<Browser>
}

/** Opens the company with two web processes; workers are started by the test. */
export async function openProcessFleet({
  newDatabase,
  company,
  ticks = false,
}: Pick<LabOptions, 'company'> &
  Required<Pick<LabOptions, 'newDatabase'>> & { ticks?: boolean }): Promise<ProcessFleet> {
  const startHost = startChild(join(compiled(), 'test/faults/service.js'), { ticks })
  const lab = await openLab(startHost, {
    seed: 7,
    isStarted: false,
    newDatabase,
    ...(company ? { company } : {}),
  })
  const members: Member[] = []
  onTestFinished(async () => {
    await Promise.all(members.map((member) => member.kill()))
    await lab.close()
  })

  async function startOn(port: number, role: Role, clockOffsetMs = 0): Promise<Member> {
    const heard: string[] = []
    const host = await startHost({
      settings: { ...lab.settings, PORT: String(port), LIUKE_ROLE: role, DATABASE_POOL_SIZE: '4' },
      clockOffsetMs,
      isReceiver: false,
      movesWaits: false,
      hear: (line) => void heard.push(line),
    })
    const member = { ...host, heard, origin: `http://127.0.0.1:${port}` }
    members.push(member)
    return member
  }

  const webs = await Promise.all([1, 2].map(async () => startOn(await freePort(), 'web')))
  const { took } = await openBalancer(
    Number(new URL(lab.callbackUrl).port),
    webs.map((web) => web.origin),
  )
  return {
    lab,
    webs,
    took,
    start: async (role, clockOffsetMs) => startOn(await freePort(), role, clockOffsetMs),
    async signIn(userid) {
      const home = new URL(lab.callbackUrl).origin
      const browser = await signIn({ simulator: lab.simulator, home }, userid, 'console')
      onTestFinished(() => browser.close())
      return browser
    },
  }
}
