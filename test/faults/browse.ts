import { openBrowser, type Browser } from '../support/http-client.ts'
import type { Lab } from './lab.ts'

/** An advisor's sidebar, signed in through WeCom. */
export async function openSidebar(lab: Lab, userid: string): Promise<Browser> {
  const home = new URL(lab.callbackUrl).origin
  const at = new Map([home, lab.simulator.origin].map((origin) => [origin, origin]))
  const browser = openBrowser(at, { home, app: 'chat' })
  browser.cookies.set(lab.simulator.origin, new Map([['desk_user', userid]]))
  await browser.visit('/login/wecom?app=chat&return=/api/v1/me')
  if ((browser.cookies.get(home)?.size ?? 0) === 0) throw new Error(`${userid} could not sign in`)
  return browser
}
