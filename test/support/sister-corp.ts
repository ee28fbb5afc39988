import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addCorp } from '../../server/corps/add-corp.ts'
import { startSimulator, type Simulator } from '../../server/simulator/index.ts'
import { openBrowser, type Browser } from './http-client.ts'
import { becomeMember, type TestService } from './service.ts'

/** Credentials of a second invented company; its people and customers have the same ids as the first one's. */
export const SISTER = {
  corpId: 'wwsister00fake0002',
  agentId: 1000077,
  agentSecret: 'SISTER-AGENT-SECRET-FAKE',
  directorySecret: 'SISTER-DIRECTORY-SECRET-FAKE',
  callbackToken: 'SisterToken',
  callbackAesKey: 'GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba',
}

export interface SisterCorp {
  corpId: string
  simulator: Simulator
  signIn(userid: string, app?: 'chat' | 'console'): Promise<Browser>
  close(): Promise<void>
}

export const sisterSecrets = [
  `CORP_AGENT_SECRET=${SISTER.agentSecret}`,
  `CORP_DIRECTORY_SECRET=${SISTER.directorySecret}`,
  `CORP_CALLBACK_TOKEN=${SISTER.callbackToken}`,
  `CORP_CALLBACK_AES_KEY=${SISTER.callbackAesKey}`,
].join('\n')

export interface SisterCompany {
  seed: number
  contacts: number
  staff: number
  groups: number
}

/** A second corp with a WeCom of its own, added to the running service by the command. */
export async function addSister(service: TestService, company: SisterCompany): Promise<SisterCorp> {
  const simulator = await startSimulator({
    ...company,
    port: 0,
    limits: false,
    appOrigin: service.home,
    credentials: SISTER,
    callbackRetryGapMs: 20,
  })
  const folder = await mkdtemp(join(tmpdir(), 'liuke-sister-'))
  const file = join(folder, 'secrets')
  await writeFile(file, sisterSecrets)
  const { corpId, agentId } = SISTER
  const args = ['--id', corpId, '--name', '姊妹车行', '--agent-id', String(agentId), '--admins', 'lina']
  await addCorp(service.deps, [
    ...args,
    '--secrets',
    file,
    '--api-base',
    simulator.origin,
    '--oauth-base',
    simulator.origin,
  ])
  await rm(folder, { recursive: true })
  const at = new Map([
    [service.home, service.address],
    [simulator.origin, simulator.origin],
  ])
  const browsers: Browser[] = []
  return {
    corpId,
    simulator,
    async signIn(userid, app = 'console') {
      const browser = openBrowser(at, { home: service.home, app })
      browsers.push(browser)
      becomeMember(browser, simulator, userid)
      const arrived = await browser.visit(`/login/wecom?app=${app}&corp=${corpId}&return=/${app}/`)
      if (new URL(arrived.url).pathname !== `/${app}/`) throw new Error(arrived.text.slice(0, 300))
      return browser
    },
    async close() {
      for (const browser of browsers) browser.close()
      service.deps.wecomOf(corpId).close()
      await simulator.close()
    },
  }
}
