import { join } from 'node:path'
import { fillDemo } from './demo/fill-demo.ts'
import { fillCars } from './demo/fill-cars.ts'
import { fillContactWays } from './demo/fill-contact-ways.ts'
import { fillFunnel } from './demo/fill-funnel.ts'
import { fillGroups } from './demo/fill-groups.ts'
import { fillFacts } from './demo/fill-facts.ts'
import { fillMaterials } from './demo/fill-materials.ts'
import { fillOutreach } from './demo/fill-outreach.ts'
import { fillPosts } from './demo/fill-posts.ts'
import { fillReferrals } from './demo/fill-referrals.ts'
import { fillSops } from './demo/fill-sops.ts'
import { fillTierTexts } from './demo/fill-tier-texts.ts'
import { demoSettings } from './demo/settings.ts'
import { followSimulatorClock } from './demo/simulator-clock.ts'
import { startSimulatorProcess } from './demo/simulator-process.ts'
import { offsetClock } from './platform/clock.ts'
import { createLog } from './platform/log.ts'
import { exitWithProblems, runService } from './run-service.ts'

// The demo: a simulated WeCom as a child process, the real service beside it, data in data/demo unless DEMO_FOLDER names another.
const demo = demoSettings()
if ('problems' in demo) exitWithProblems(demo.problems)
const { settings, simulatorOrigin } = demo

const log = createLog({ level: settings.LOG_LEVEL })
const simulator = await startSimulatorProcess({
  port: demo.simulatorPort,
  contacts: demo.contacts,
  journalFile: join(demo.folder, 'wecom.jsonl'),
  appOrigin: settings.LIUKE_ORIGIN,
})
const clock = offsetClock()
const stopClock = await followSimulatorClock(clock, simulatorOrigin)
const service = await runService(
  { settings, clock, log },
  {
    async onStop() {
      stopClock()
      await simulator.stop()
    },
  },
)
// The simulator forgets its tokens and tickets when it stops; WeCom does not.
await service.deps.database.db.wecomToken.deleteMany()
await simulator.setCallbackUrl(`${service.origin}/wecom/callback/${settings.WECOM_CORP_ID}`)

const consoleAs = (userid: string) => `${simulatorOrigin}/desk/login-as?userid=${userid}&to=console`
process.stdout.write(`
  留客 Liuke · demo company 澜岳汽车

  Desk      ${simulatorOrigin}/desk/
            the WeCom window: pick an advisor, open a chat, the sidebar docks on the right
  Console   ${consoleAs('xuli')}
            as 徐立, store manager
  Console   ${consoleAs('zhoumin')}
            as 周敏, group operator
  Console   ${consoleAs('hanyue')}
            as 韩越, administrator

  Stop with Ctrl+C. Data stays in ${demo.folder}.

`)
await fillDemo(service.deps, { simulator, simulatorOrigin })
const { deps } = service
const more: Record<string, () => Promise<void>> = {
  cars: () => fillCars(deps, { serviceOrigin: service.origin, simulatorOrigin }),
  facts: () => fillFacts(deps, service.origin),
  outreach: () => fillOutreach(deps),
  materials: () => fillMaterials(deps),
  'tier texts': () => fillTierTexts(deps),
  groups: () => fillGroups(deps),
  posts: () => fillPosts(deps, simulator),
  funnel: () => fillFunnel(deps, simulator),
  plans: () => fillSops(deps),
  'live codes': () => fillContactWays(deps),
  referrals: () => fillReferrals(deps, simulator),
}
// What is missing is said, and the rest of the demo stays open.
for (const [what, fill] of Object.entries(more))
  await fill().catch((error: unknown) =>
    log.error({ err: error }, `The ${what} of the demo are not complete`),
  )
process.stdout.write('  The demo is ready.\n\n')
