import { hasRealCompany, readSettings, type Settings } from '../../config/env.ts'
import { demoSettings } from '../demo/settings.ts'
import { exitWithProblems } from '../run-service.ts'

/** The settings of the company that npm start would run: the environment's, or the demo's. */
export function commandSettings(): { settings: Settings; simulatorOrigin: string | null } {
  const demo = hasRealCompany() ? null : demoSettings()
  const read = demo ?? readSettings()
  if ('problems' in read) exitWithProblems(read.problems)
  return {
    settings: read.settings,
    simulatorOrigin: demo && 'simulatorOrigin' in demo ? demo.simulatorOrigin : null,
  }
}
