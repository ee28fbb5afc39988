import { randomBytes } from 'node:crypto'
import axios, { type AxiosResponse } from 'axios'
import { dedupKey, sealEvent, sealUrlCheck } from '../../../wecom/index.ts'
import { forgetTestEvent } from '../../sync/forget-test-event.ts'
import { isServiceAlive } from './house-side.ts'
import { ok, problem, warning, type CheckContext, type Finding } from './finding.ts'

const TIMEOUT_MS = 8_000

/** One request to our own public address, the way WeCom comes. */
async function ask(
  method: 'GET' | 'POST',
  url: string,
  body?: string,
): Promise<AxiosResponse<string> | { why: string }> {
  const host = new URL(url).hostname
  try {
    return await axios.request<string>({
      method,
      url,
      data: body,
      headers: { 'content-type': 'text/xml' },
      timeout: TIMEOUT_MS,
      maxRedirects: 0,
      responseType: 'text',
      transformResponse: (text: string) => text,
      validateStatus: () => true,
      ...(host === '127.0.0.1' || host === 'localhost' ? { proxy: false as const } : {}),
    })
  } catch (error) {
    const code = axios.isAxiosError(error) ? (error.code ?? '') : ''
    return { why: `${code} ${error instanceof Error ? error.message : ''}`.trim() }
  }
}

/**
 * The address check and an event, sealed with the newest pair, sent to our own public address; the event must lie in
 * the inbox. It names nothing of the company, starts no work, and is taken out again.
 */
export async function checkCallback(context: CheckContext): Promise<Finding<'callback'>> {
  const { corp, origin, clock, database } = context
  const [key] = corp.callbackKeys
  const url = `${origin}/wecom/callback/${corp.corpId}`
  if (!key) return problem('callback', 'keys', { url, status: 0 })
  const nonce = randomBytes(6).toString('hex')
  const sealing = { key, receiveId: corp.corpId, timestamp: String(Math.floor(clock.nowMs() / 1000)), nonce }
  const check = new URLSearchParams(sealUrlCheck({ ...sealing, message: nonce }))
  const answer = await ask('GET', `${url}?${check}`)
  if ('why' in answer) return unreachable(context, 'callback', { url, why: answer.why })
  if (answer.status === 401) return problem('callback', 'keys', { url, status: 401 })
  if (answer.status !== 200 || answer.data !== nonce)
    return problem('callback', 'not-ours', { url, status: answer.status })
  const message = testEvent(corp.corpId, { nonce, atSec: sealing.timestamp })
  const { query, body } = sealEvent({ ...sealing, message })
  const posted = await ask('POST', `${url}?${new URLSearchParams(query)}`, body)
  const status = 'why' in posted ? 0 : posted.status
  if (status !== 200) return problem('callback', 'not-stored', { url, status })
  if (!database.sql) return warning('callback', 'untested', { url })
  const hash = dedupKey(corp.corpId, 'wecom', message)
  const wasStored = await forgetTestEvent(database.sql, { corpId: corp.corpId, hash })
  return wasStored ? ok('callback', { url }) : problem('callback', 'not-stored', { url, status })
}

/** An event of a kind that nothing reacts to. */
function testEvent(corpId: string, { nonce, atSec }: { nonce: string; atSec: string }): string {
  return (
    `<xml><ToUserName><![CDATA[${corpId}]]></ToUserName><FromUserName><![CDATA[sys]]></FromUserName>` +
    `<CreateTime>${atSec}</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[liuke_doctor]]></Event>` +
    `<ChangeType><![CDATA[${nonce}]]></ChangeType></xml>`
  )
}

export async function checkTrustedDomain(context: CheckContext): Promise<Finding<'trusted-domain'>> {
  const { corp, origin } = context
  const file = corp.domainProof
  if (file === null) return warning('trusted-domain', 'no-file', { domain: new URL(origin).host })
  const url = `${origin}/${file}`
  const answer = await ask('GET', url)
  if ('why' in answer) return unreachable(context, 'trusted-domain', { url, why: answer.why })
  const code = file.slice('WW_verify_'.length, -'.txt'.length)
  if (answer.status === 200 && answer.data.trim() === code) return ok('trusted-domain', { url })
  return problem('trusted-domain', 'wrong-content', { url, status: answer.status })
}

/** Without a running service nobody can answer: that is no fault of the network. */
async function unreachable<C extends 'callback' | 'trusted-domain'>(
  context: CheckContext,
  check: C,
  params: { url: string; why: string },
): Promise<Finding<C>> {
  const isRunning = await isServiceAlive(context)
  return (isRunning ? problem : warning)(
    check,
    isRunning ? 'unreachable' : 'not-running',
    params,
  ) as Finding<C>
}
