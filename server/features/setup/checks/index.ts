import { warning, type CheckContext, type CheckName, type Finding } from './finding.ts'
import {
  checkClock,
  checkDatabase,
  checkMigrations,
  checkOrigin,
  checkQueue,
  checkSync,
} from './house-side.ts'
import { checkCallback, checkTrustedDomain } from './own-address.ts'
import {
  checkAgentSecret,
  checkCallableApp,
  checkDirectory,
  checkJssdk,
  checkTrustedIp,
  checkVisibleRange,
} from './wecom-side.ts'

const WECOM_SIDE = ['trusted-ip', 'callable-app', 'visible-range', 'directory', 'jssdk'] as const

function isWecomSide(name: string): name is (typeof WECOM_SIDE)[number] {
  return WECOM_SIDE.some((one) => one === name)
}

/** What a real corp needs, in the order in which it is put right. */
export const checks: { [C in CheckName]: (context: CheckContext) => Promise<Finding<C>> } = {
  origin: checkOrigin,
  database: checkDatabase,
  migrations: checkMigrations,
  clock: checkClock,
  'agent-secret': checkAgentSecret,
  'trusted-ip': checkTrustedIp,
  'callable-app': checkCallableApp,
  'visible-range': checkVisibleRange,
  directory: checkDirectory,
  jssdk: checkJssdk,
  callback: checkCallback,
  'trusted-domain': checkTrustedDomain,
  queue: checkQueue,
  sync: checkSync,
}

/** One after the other: a handful of calls, each of which may explain the next. */
export async function runChecks(context: CheckContext): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const [name, check] of Object.entries(checks)) {
    const isCut = findings.some(({ outcome }) => outcome === 'no-answer')
    // Nobody is at the other end: five more waits would say the same.
    findings.push(isCut && isWecomSide(name) ? warning(name, 'unknown') : await check(context))
  }
  return findings
}
