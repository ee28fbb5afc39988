import { ulid } from 'ulid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Outcome, OutcomeInput } from '../../server/features/actions/contract.ts'
import type { CustomerPanel } from '../../server/features/panel/contract.ts'
import type { ScriptList } from '../../server/features/scripts/contract.ts'
import type { TimelinePage } from '../../server/features/timeline/contract.ts'
import type { Browser } from '../support/http-client.ts'
import type { TestService } from '../support/service.ts'
import { read, seenAfter, send } from './ask.ts'
import { customersOf, startStory } from './story.ts'

let service: TestService
let lina: Browser
let externalUserid: string
let customerId: string
beforeAll(async () => {
  service = await startStory()
  lina = await service.signIn('lina', 'chat')
  // Added by 李娜 just now, so that there is something to do.
  externalUserid = String(
    service.simulator.actions('add-contact', { userid: 'lina', name: '顾小满' })['externalUserid'],
  )
  customerId = (await panel()).contact.customerId
  expect(customersOf(service, 'lina')).toContain(externalUserid)
})
afterAll(() => service.close())

const panel = () => read<CustomerPanel>(lina, `/panel/contacts/${externalUserid}`)
const rules = async () => (await panel()).actions.map((action) => action.rule)
const scripts = (q: string) =>
  read<ScriptList>(lina, `/scripts?q=${encodeURIComponent(q)}&customerId=${customerId}`)
const tell = (part: Partial<OutcomeInput> & Pick<OutcomeInput, 'outcome'>) =>
  send<Outcome>(lina, 'POST', '/actions/outcomes', {
    id: ulid(),
    customerId,
    rule: null,
    scriptId: null,
    ...part,
  })

describe('a script on its way into the chat', () => {
  it.each(['新朋友问候', 'xinpengyouwenhou', 'XPYWH'])(
    'is found by %s, filled for the customer',
    async (q) => {
      const { items } = await scripts(q)
      const found = items.find((one) => one.title === '新朋友问候')
      expect(found?.text).toContain('李娜')
      expect(found?.text).not.toMatch(/\{\{|\}\}/)
      expect(found?.missing).toEqual([])
    },
  )

  it('never shows a placeholder of the template, whichever it is', async () => {
    const { items } = await read<ScriptList>(lina, `/scripts?customerId=${customerId}`)
    expect(items.length).toBeGreaterThan(10)
    for (const { text, missing, title } of items) {
      expect(text, title).not.toMatch(/\{\{|\}\}|\{%/)
      for (const label of missing) expect(text, title).toContain(`〔${label}〕`)
    }
  })

  it('once sent stands in the timeline and is counted, once for one press', async () => {
    const [before] = (await scripts('新朋友问候')).items
    const press = { id: ulid(), scriptId: before?.id ?? '', outcome: 'sent' as const }
    await tell(press)
    await tell(press)
    const [after] = (await scripts('新朋友问候')).items
    expect(after?.sentCount).toBe((before?.sentCount ?? 0) + 1)
    const { items } = await read<TimelinePage>(lina, `/customers/${customerId}/timeline?kinds=script`)
    expect(items).toMatchObject([{ kind: 'script', staffName: '李娜', detail: { title: '新朋友问候' } }])
  })
})

describe('a proposal', () => {
  it('that is set aside stays away, over a new ranking too, until that is undone', async () => {
    const [first] = (await panel()).actions
    const rule = first?.rule
    if (rule !== 'new-contact-greeting') throw new Error(`expected a greeting, found ${rule}`)
    const { id, untilOn } = await tell({ rule, outcome: 'dismissed', reason: 'not-now' })
    expect(untilOn).not.toBeNull()
    expect(await rules()).not.toContain(rule)
    service.simulator.actions('edit-contact', { userid: 'lina', externalUserid, remark: '顾女士' })
    await seenAfter(async () => (await panel()).follow?.remark === '顾女士')
    await service.deps.jobs.drain()
    expect(await rules()).not.toContain(rule)

    await send(lina, 'POST', `/actions/outcomes/${id}/undo`, {})
    expect(await rules()).toContain(rule)
  })
})
