import { parseArgs } from 'node:util'
import { commandLanguage } from '../../config/command-language.ts'
import { commandSettings } from '../cli/command-settings.ts'
import { followSimulatorClock } from '../demo/simulator-clock.ts'
import { runChecks } from '../features/setup/checks/index.ts'
import { offsetClock } from '../platform/clock.ts'
import { createLog } from '../platform/log.ts'
import { openContext } from './open-context.ts'
import { linesOf, sentenceOf } from './tell-findings.ts'

/** `npm run doctor [-- --json] [--corp ID]`. Exit code 0 without a problem, 1 with one. */
export async function runDoctor(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { json: { type: 'boolean', default: false }, corp: { type: 'string' }, id: { type: 'string' } },
  })
  const { settings, simulatorOrigin } = commandSettings()
  const log = createLog({ level: 'silent' })
  const clock = offsetClock()
  const stopClock = simulatorOrigin
    ? await followSimulatorClock(clock, simulatorOrigin).catch(() => null)
    : null
  const corpId = values.corp ?? values.id
  const { context, close } = await openContext({ settings, clock, log, corpId })
  try {
    const findings = await runChecks(context)
    const language = commandLanguage()
    const isWell = findings.every((finding) => finding.state !== 'problem')
    const told = findings.map((finding) => ({ ...finding, text: sentenceOf(finding, language) }))
    const { corpId: named, name } = context.corp
    process.stdout.write(
      values.json
        ? `${JSON.stringify({ corpId: named, ok: isWell, findings: told })}\n`
        : `${name} ${named}\n${linesOf(findings, language).join('\n')}\n`,
    )
    return isWell ? 0 : 1
  } finally {
    stopClock?.()
    await close()
  }
}
