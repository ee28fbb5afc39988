import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../server/platform/clock.ts'
import { createLog } from '../../server/platform/log.ts'
import { buildDeps } from '../../server/start-service.ts'
import { encrypt, signCallback } from '../../server/wecom/crypto.ts'
import { benchSettings } from './bench-settings.ts'
import { settingsFile, startChild, type Child } from './child.ts'
import { atLeast, atMost, type Goal } from './goals.ts'
import { closedLoop, openLoop, type Target } from './load.ts'
import { cpuMsOf } from './process-cpu.ts'
import { quantile, ratioOf, round3 } from './rounds.ts'

const REQUESTS = 4_000
const CONNECTIONS = 32
const PER_SECOND = 2_000

/** c1: CPU of a callback that is durable before it is acknowledged; c2: 2,000 a second, open loop. */
export async function measureCallbacks({ million }: { million: boolean }): Promise<Record<string, Goal>> {
  // Only the receiving side: no worker reads the changed contacts again.
  const settings = { ...benchSettings({ weComOrigin: 'http://127.0.0.1:9' }), LIUKE_ROLE: 'web' as const }
  const deps = await buildDeps({ settings, clock: systemClock, log: createLog({ level: 'error' }) })
  await deps.database.close()
  const { WECOM_CALLBACK_TOKEN: token, WECOM_CALLBACK_AES_KEY: aesKey, WECOM_CORP_ID: corpId } = settings
  const product = await startChild('profile-server', [settingsFile(settings)])
  const bare = await startChild('bare-callback-server', [
    join(mkdtempSync(join(tmpdir(), 'liuke-bench-')), 'bare.db'),
    token,
    aesKey,
  ])
  // One key and one time for all: encrypting is the sender's work and must not slow the load down.
  const seconds = million ? 60 : 10
  const post = postsOf({ token, aesKey, corpId })
  const targetOf = (child: Child, path: string, from: number): Target => ({
    origin: child.origin,
    path: (n) => `${path}?${post(from + n).query}`,
    headers: { 'content-type': 'text/xml' },
    body: (n) => post(from + n).body,
  })
  let round = 0
  const cpuOf = async (child: Child, path: string): Promise<number> => {
    round += 1
    const target = targetOf(child, path, round * REQUESTS)
    for (let n = 0; n < REQUESTS; n += 1) post(round * REQUESTS + n)
    const before = cpuMsOf(child.pid)
    await closedLoop(target, { count: REQUESTS, connections: CONNECTIONS })
    return ((cpuMsOf(child.pid) - before) * 1000) / REQUESTS
  }
  const path = `/wecom/callback/${corpId}`
  await cpuOf(product, path)
  await cpuOf(bare, '/')
  const c1 = await ratioOf(
    () => cpuOf(product, path),
    () => cpuOf(bare, '/'),
  )
  const from = (round + 1) * REQUESTS
  for (let n = 0; n < PER_SECOND * seconds; n += 1) post(from + n)
  const started = performance.now()
  const times = await openLoop(targetOf(product, path, from), { perSecond: PER_SECOND, seconds })
  const rate = times.length / ((performance.now() - started) / 1000)
  product.process.kill()
  bare.process.kill()
  const p99 = quantile(times, 0.99)
  return {
    c1: atMost(c1.ratio, 0.8, { ...c1, unit: 'CPU µs a callback, baseline: one insert per request, NORMAL' }),
    // The last answers may come just after the last second.
    c2: atLeast(rate, PER_SECOND * 0.98, { seconds, p99ms: round3(p99), unit: 'a second' }),
    'c2 p99': atMost(p99, 1000, { unit: 'ms from the intended send' }),
  }
}

/** The n-th event, each of another customer, sealed as WeCom would. */
function postsOf({ token, aesKey, corpId }: { token: string; aesKey: string; corpId: string }) {
  const made = new Map<number, { query: string; body: string }>()
  const timestamp = '1750000000'
  const nonce = 'bench'
  return (n: number): { query: string; body: string } => {
    const known = made.get(n)
    if (known) return known
    const message =
      `<xml><ToUserName><![CDATA[${corpId}]]></ToUserName><FromUserName><![CDATA[sys]]></FromUserName>` +
      `<CreateTime>1750000000</CreateTime><MsgType><![CDATA[event]]></MsgType>` +
      `<Event><![CDATA[change_external_contact]]></Event><ChangeType><![CDATA[edit_external_contact]]></ChangeType>` +
      `<UserID><![CDATA[staff${n % 200}]]></UserID><ExternalUserID><![CDATA[wm${n}]]></ExternalUserID></xml>`
    const encrypted = encrypt({ encodingAesKey: aesKey, message, receiveId: corpId })
    const signature = signCallback({ token, timestamp, nonce, encrypted })
    const post = {
      query: `msg_signature=${signature}&timestamp=${timestamp}&nonce=${nonce}`,
      body: `<xml><ToUserName><![CDATA[${corpId}]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`,
    }
    made.set(n, post)
    return post
  }
}
