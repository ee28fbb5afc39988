import { expect, it } from 'vitest'
import { FORESEEN_SORTS } from '../../server/domain/audience/sorts.ts'
import type { Condition } from '../../server/domain/audience/condition.ts'
import { FORESEEN_FIELDS, FORESEEN_RULES, FORESIGHTS, type Foresight } from '../../server/domain/foresight.ts'
import { countMembers } from '../../server/features/audiences/count-members.ts'
import { rowsInput } from '../../server/features/audiences/contract.ts'
import { listMembers } from '../../server/features/audiences/list-members.ts'
import { readVocabulary } from '../../server/features/audiences/read-vocabulary.ts'
import { readPushTime } from '../../server/features/actions/results/read-push-time.ts'
import { readOffers } from '../../server/features/combos/read-offers.ts'
import { switchCombos } from '../../server/features/combos/switch-rule.ts'
import { readDepartures } from '../../server/features/handover/board/list-departures.ts'
import { features } from '../../server/features/index.ts'
import { readCustomerPanel } from '../../server/features/panel/read-customer-panel.ts'
import { riskQuery } from '../../server/features/predictions/contract.ts'
import { listAtRisk } from '../../server/features/predictions/list-at-risk.ts'
import { readPrediction } from '../../server/features/predictions/read-prediction.ts'
import { changeTerms, readTerms } from '../../server/features/predictions/terms.ts'
import { switchResponse } from '../../server/features/response/read-model.ts'
import { readCustomerResponse } from '../../server/features/response/read-response.ts'
import { readStanding } from '../../server/features/standing/read-standing.ts'
import { createRule } from '../../server/features/tag-rules/edit-rules.ts'
import type { Scope } from '../../server/platform/http/scope.ts'
import { eachDialect } from '../support/database.ts'
import { fill, STAR } from './foresight-star.ts'
import { type Bench, CORP, openBench } from './orders/desk.ts'

const ADMIN: Scope = {
  corpId: CORP,
  staffId: 'S1',
  userid: 'hanyue',
  app: 'console',
  roles: ['advisor', 'manager', 'operator', 'admin'],
  unitPaths: ['/'],
}

type Seen = (Foresight | false | null)[]

eachDialect('what is foreseen', ({ open }) => {
  let bench: Bench

  /** Where a forecast is shown or used, and which of them stand there now. Who adds a place adds it here. */
  const PLACES: Record<string, { of: readonly Foresight[]; read(): Promise<Seen> }> = {
    'the page of the customer': {
      of: ['churn', 'value', 'nextVisit', 'nextPurchase', 'replacement'],
      async read() {
        const { churn, value, nextVisit, replacement } = await readPrediction(bench, ADMIN, STAR)
        const isKnown = (part: { state: string }): boolean => part.state === 'known'
        return [
          isKnown(churn) && 'churn',
          isKnown(value) && 'value',
          isKnown(nextVisit) && 'nextVisit',
          nextVisit.state === 'known' && nextVisit.item !== null && 'nextPurchase',
          isKnown(replacement) && 'replacement',
        ]
      },
    },
    'the best time': {
      of: ['pushTime'],
      read: async () => [(await readPushTime(bench, ADMIN, STAR)).state === 'known' && 'pushTime'],
    },
    'the chance of an answer': {
      of: ['response'],
      read: async () => [(await readCustomerResponse(bench, ADMIN, STAR)).state === 'known' && 'response'],
    },
    'the offers': {
      of: ['combos'],
      read: async () => [(await readOffers(bench, ADMIN, STAR)).items.length > 0 && 'combos'],
    },
    'the sidebar': {
      of: ['churn', 'value', 'nextVisit'],
      async read() {
        const panel = await readCustomerPanel(bench, ADMIN, { externalUserid: 'WSTAR', entry: 'single' })
        const { forecast } = JSON.parse(panel.text) as { forecast: Record<string, unknown> }
        return [
          forecast['band'] !== null && 'churn',
          forecast['clvFen'] !== null && 'value',
          forecast['nextVisitOn'] !== null && 'nextVisit',
        ]
      },
    },
    'conditions of audiences': {
      of: [...new Set(Object.values(FORESEEN_FIELDS))],
      read: async () =>
        Promise.all(
          Object.entries(FORESEEN_FIELDS).map(async ([field, foresight]) => {
            const condition = { all: [anyOf(field), { is: 'name' as const, text: STAR }] }
            return (await countMembers(bench, ADMIN, condition)).count > 0 && foresight
          }),
        ),
    },
    'orders and columns of audiences': {
      of: [...new Set(Object.values(FORESEEN_SORTS))],
      read: async () =>
        Promise.all(
          Object.entries(FORESEEN_SORTS).map(async ([sort, foresight]) => {
            const input = rowsInput.parse({ condition: { is: 'name', text: STAR }, sort })
            const { items } = await listMembers(bench, ADMIN, input)
            return items[0]?.forecast != null && foresight
          }),
        ),
    },
    'the words of the builder': {
      of: FORESIGHTS,
      async read() {
        const { off } = await readVocabulary(bench, ADMIN)
        return FORESIGHTS.filter((foresight) => !off.includes(foresight))
      },
    },
    'tags by rules': {
      of: [...new Set(Object.values(FORESEEN_FIELDS))],
      async read() {
        const held = await bench.database.db.customerTag.findMany({
          where: { corpId: CORP, customerId: STAR, endedAt: null, source: 'rule' },
        })
        return held.map(({ name }) =>
          Object.hasOwn(FORESEEN_FIELDS, name) ? FORESEEN_FIELDS[name as keyof typeof FORESEEN_FIELDS] : null,
        )
      },
    },
    proposals: {
      of: [...new Set(Object.values(FORESEEN_RULES)), 'response'],
      async read() {
        const list = await bench.database.db.actionList.findUnique({
          where: { corpId_customerId: { corpId: CORP, customerId: STAR } },
        })
        const { candidates, heldBack } = JSON.parse(
          list?.candidatesJson ?? '{"candidates":[],"heldBack":[]}',
        ) as {
          candidates: { rule: string }[]
          heldBack: { rule: string }[]
        }
        // The open warning is a promise, and a promise holds offers back: they are weighed all the same.
        const rules = [...candidates, ...heldBack].map(({ rule }) => rule)
        const { response } = JSON.parse(list?.versionsJson ?? '{}') as { response?: string | null }
        return [
          ...Object.entries(FORESEEN_RULES).map(([rule, foresight]) => rules.includes(rule) && foresight),
          response != null && 'response',
        ]
      },
    },
    tasks: {
      of: ['churn'],
      async read() {
        const where = { corpId: CORP, customerId: STAR, kind: 'churn', doneAt: null }
        return [(await bench.database.db.task.count({ where })) > 0 && 'churn']
      },
    },
    'those at risk': {
      of: ['churn', 'value'],
      async read() {
        const { items } = await listAtRisk(bench, ADMIN, riskQuery.parse({ limit: 100 }))
        const star = items.find((row) => row.customerId === STAR)
        // Nobody is listed without churn, so nothing is said of a value there either.
        return [star !== undefined && 'churn', (star?.clvFen ?? null) !== null && 'value']
      },
    },
    'the board of departures': {
      of: ['value'],
      async read() {
        const [board] = await readDepartures(bench, CORP, { sql: `s."id" = 'S1'`, params: [] })
        return [(board?.atRisk.clvFen ?? null) !== null && 'value']
      },
    },
    'the standing': {
      of: ['nextVisit'],
      async read() {
        const { standing } = await readStanding(bench, ADMIN, STAR)
        return [standing?.overdue?.source === 'forecast' && 'nextVisit']
      },
    },
  }

  const switchOff = async (foresight: Foresight): Promise<void> => {
    if (foresight === 'combos') await switchCombos(bench, ADMIN, false)
    else if (foresight === 'response') await switchResponse(bench, ADMIN, false)
    else await changeTerms(bench, ADMIN, { ...(await readTerms(bench, CORP)), [foresight]: false })
    await bench.jobs.drain()
  }

  const run = async (name: string): Promise<void> => {
    await bench.jobs.add(bench.database.db, { name, corpId: CORP, payload: {}, key: 'test' })
    await bench.jobs.drain()
  }

  async function start(): Promise<void> {
    bench = await openBench(await open(), features)
    await fill(bench)
    for (const name of ['predictions.fit', 'predictions.daily', 'response.score', 'standing.daily'])
      await run(name)
    for (const field of Object.keys(FORESEEN_FIELDS))
      await createRule(bench, ADMIN, {
        name: field,
        note: '',
        condition: anyOf(field),
        isEnabled: true,
        wecomTagId: null,
      })
    await bench.jobs.drain()
    await run('actions.daily')
  }

  /** What stands at each place now. */
  async function table(): Promise<Record<string, Foresight[]>> {
    const rows: Record<string, Foresight[]> = {}
    for (const [place, { of, read }] of Object.entries(PLACES)) {
      const seen = new Set(await read())
      rows[place] = of.filter((foresight) => seen.has(foresight))
    }
    return rows
  }

  /** What should stand there with some of it switched off. */
  function without(off: readonly Foresight[]): Record<string, Foresight[]> {
    const rows = Object.entries(PLACES).map(([place, { of }]): [string, Foresight[]] => [
      place,
      place === 'those at risk' && off.includes('churn') ? [] : of.filter((one) => !off.includes(one)),
    ])
    return Object.fromEntries(rows)
  }

  it('is at no place any more once it is switched off, and all else is as before', async () => {
    await start()
    expect(await table()).toEqual(without([]))
    // What depends on another one goes before it, so that its own switch is what is looked at.
    const order = [...FORESIGHTS].reverse()
    for (const [n, foresight] of order.entries()) {
      await switchOff(foresight)
      expect(await table(), `with ${foresight} switched off`).toEqual(without(order.slice(0, n + 1)))
    }
    const { db } = bench.database
    const row = await db.prediction.findUniqueOrThrow({
      where: { corpId_customerId: { corpId: CORP, customerId: STAR } },
    })
    const {
      corpId: _corp,
      customerId: _customer,
      asOf: _asOf,
      modelVersion: _version,
      visitDays: _days,
      lastVisitOn: _last,
      updatedAt: _updated,
      churnJson,
      ...figures
    } = row
    expect(churnJson).toBe('[]')
    expect(Object.values(figures).every((value) => value === null)).toBe(true)
    expect(await db.responseScore.count()).toBe(0)
    await bench.close()
  }, 600_000)
})

/** Whoever has any value of the field. */
function anyOf(field: string): Condition {
  return field === 'churnBand'
    ? { is: 'choice', field, values: ['high', 'medium', 'low'] }
    : { is: 'range', field: field as 'clvYuan', min: -100_000, max: 100_000_000 }
}
