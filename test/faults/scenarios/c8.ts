import { randomBytes } from 'node:crypto'
import type { Lab } from '../lab.ts'
import { finding, withLab, type Scenario } from '../scenario.ts'
import { sendSealed, sendText } from '../send-raw.ts'
import { until } from '../until.ts'

const GET = 'externalcontact/get'
const MAX_TRIES = 5

export const c8: Scenario = {
  row: 'C8',
  title: 'poisoned messages',
  target: '200 or 4xx, never 5xx · parked after 5 tries · the queue behind waits ≤ 1 s more',
  run: (options) =>
    withLab(options, { company: { contacts: 40 }, isSynced: true, isCalledBack: true }, async (lab) => {
      const { statuses, taken, kept } = await sendPoison(lab)
      await lab.quiet()
      const [poisoned = '', healthy = ''] = lab.customersOf('lina')
      // 40035 "bad parameter" for one customer: nothing that waiting would cure.
      lab.simulator.faults.set({ rules: [{ path: GET, errcode: 40035, count: MAX_TRIES }] })
      lab.act('edit-contact', { userid: 'lina', externalUserid: poisoned, remark: '读不出来' })
      await until(async () => (await triesOf(lab)) >= 1, { patienceMs: 20_000, what: () => 'a first try' })
      const parked = (): Promise<number> =>
        lab.count(`SELECT COUNT(*) AS "n" FROM "InboxEvent" WHERE "state" = 'parked'`)
      for (let minute = 1; (await parked()) === 0; minute++) {
        if (minute > 2_000) throw new Error('the event was never parked')
        await lab.commands().setClock(minute * 60_000)
        await new Promise((wake) => setTimeout(wake, 25))
      }
      const tries = await triesOf(lab)
      const from = performance.now()
      lab.act('edit-contact', { userid: 'lina', externalUserid: healthy, remark: '照常处理' })
      await until(
        async () =>
          (await lab.count(`SELECT COUNT(*) AS "n" FROM "Follow" WHERE "remark" = '照常处理'`)) === 1,
        { patienceMs: 20_000, what: () => 'the next event' },
      )
      const waitedMs = Math.round(performance.now() - from)
      const { different } = await lab.compare()
      return [
        finding(
          `answers to ${Object.keys(statuses).length} poisons: ${Object.entries(statuses)
            .map(([name, status]) => `${name} ${status}`)
            .join(', ')}`,
          Object.values(statuses).every((status) => status === 200 || (status >= 400 && status < 500)),
        ),
        finding(`${taken} of them answered 200, ${kept} kept`, kept === taken),
        finding(`parked after ${tries} tries`, tries === MAX_TRIES),
        // An event waits 0.6 s for others of its object before it is looked at.
        finding(`the next event shown after ${waitedMs} ms`, !options.isFull || waitedMs <= 1_600),
        finding(`${different} row differs: the parked one`, different === 1),
      ]
    }),
}

interface Poisoned {
  statuses: Record<string, number>
  taken: number
  kept: number
}

async function triesOf(lab: Lab): Promise<number> {
  return lab.count(`SELECT COALESCE(MAX("attempts"), 0) AS "n" FROM "InboxEvent"`)
}

interface Poison {
  name: string
  message: string | Uint8Array
}

/** Bytes that are no UTF-8 in any reading: a lone continuation, a start without its rest. */
const BROKEN = [
  [0xff, 0xfe, 0xc0],
  [0xff, 0xfe, 0xc1],
]

function poisons({ simulator }: Lab): Poison[] {
  const event = (inner: string): string =>
    `<xml><ToUserName><![CDATA[${simulator.corp.corpId}]]></ToUserName><FromUserName><![CDATA[sys]]></FromUserName><CreateTime>1700000000</CreateTime><MsgType><![CDATA[event]]></MsgType>${inner}</xml>`
  const change =
    '<Event><![CDATA[change_external_contact]]></Event><ChangeType><![CDATA[edit_external_contact]]></ChangeType>'
  const broken = (bytes: number[]): Uint8Array => {
    const [before = '', after = ''] = event('<Event>|</Event>').split('|')
    return Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)])
  }
  return [
    { name: 'unknown type', message: event('<Event><![CDATA[change_the_moon]]></Event>') },
    { name: 'missing field', message: event(`${change}<UserID><![CDATA[lina]]></UserID>`) },
    {
      name: 'nobody',
      message: event(
        `${change}<UserID><![CDATA[lina]]></UserID><ExternalUserID><![CDATA[wmNobody]]></ExternalUserID>`,
      ),
    },
    { name: 'not XML', message: '{"Event":"change_external_contact"}' },
    { name: 'an entity bomb', message: `<!DOCTYPE x [<!ENTITY a "aaaa">]>${event(change)}` },
    { name: 'empty', message: '' },
    { name: '1 MB field', message: event(`${change}<State><![CDATA[${'x'.repeat(1_048_576)}]]></State>`) },
    ...BROKEN.map((bytes) => ({
      name: `broken UTF-8 ${Buffer.from(bytes).toString('hex')}`,
      message: broken(bytes),
    })),
  ]
}

/** What was answered, and how many of those that were answered 200 are kept. */
async function sendPoison(lab: Lab): Promise<Poisoned> {
  const statuses: Record<string, number> = {}
  const before = await lab.count(`SELECT COUNT(*) AS "n" FROM "InboxEvent"`)
  for (const { name, message } of poisons(lab)) statuses[name] = await sendText(lab, message)
  const taken = Object.values(statuses).filter((status) => status === 200).length
  const kept = (await lab.count(`SELECT COUNT(*) AS "n" FROM "InboxEvent"`)) - before
  statuses['bad padding'] = await sendSealed(lab, randomBytes(64).toString('base64'))
  statuses['no cipher text'] = await sendSealed(lab, 'AAAA')
  return { statuses, taken, kept }
}
