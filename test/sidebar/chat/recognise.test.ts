import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { chatKey } from '../../../sidebar/chat/chat.ts'
import RecogniseSheet from '../../../sidebar/chat/pages/states/RecogniseSheet.vue'
import { setServerNow } from '../../../sidebar/ui/clock.ts'
import { forgetLoads } from '../../../sidebar/ui/use-load.ts'
import { problem, startService, until, type Service } from '../support/service.ts'

const person = {
  customerId: 'c9',
  externalUserid: null,
  name: '周明',
  phoneMask: '139****1234',
  memberNo: null,
  tierCode: 3,
  lastVisitOn: '2026-03-06',
  vehicle: null,
  staff: [],
}
let service: Service
beforeEach(async () => {
  setServerNow('2026-03-18T02:00:00.000Z')
  service = await startService()
  service.on('POST /recognise', { kind: 'phone', people: [person], elsewhere: [], isQuarantined: false })
  service.on('GET /customers/c9', {
    name: '周明',
    phoneMask: '139****1234',
    tier: { code: 3, lastVisitOn: '2026-03-06', frequency: 4, monetaryFen: 320_000 },
  })
})
afterEach(() => {
  forgetLoads()
  document.body.replaceChildren()
})

const body = (): string => document.body.textContent ?? ''
const press = (text: string): void =>
  [...document.querySelectorAll('button')].find((each) => each.textContent?.trim() === text)?.click()

/** Asks for the person and opens the summary. */
async function openSummary() {
  const host = {}
  const wrapper = mount(RecogniseSheet, {
    attachTo: document.body,
    global: { provide: { [chatKey as symbol]: () => ({ host, me: {} }) } },
  })
  await flushPromises()
  const field = document.querySelector<HTMLInputElement>('input[type=search]')
  if (field) field.value = '13900001234'
  field?.dispatchEvent(new Event('input'))
  await flushPromises()
  document.querySelector('form')?.dispatchEvent(new Event('submit'))
  await until(() => body().includes('周明'))
  expect(body()).not.toContain('打开资料')
  press('看摘要')
  return wrapper
}

it('somebody without a WeCom contact has a summary: phone, tier, last visit and every car', async () => {
  const days = [{ field: 'insuranceEndsOn', on: '2026-04-02', source: null, at: null }]
  const car = { id: 'v1', model: '澜岳 S7', plateMask: '沪A·**321', vinMask: null, isTheirs: true, days }
  const old = { ...car, id: 'v2', model: '澜岳 X3', isTheirs: false, days: [] }
  service.on('GET /customers/c9/vehicles', { items: [car, old] })
  const wrapper = await openSummary()
  await until(() => body().includes('澜岳 X3') && body().includes('到店 4 次'))
  for (const text of ['139****1234', '重要保持', '2026-03-06', '¥3,200', '保险到期 2026-04-02', '曾经的车'])
    expect(body()).toContain(text)
  expect(document.querySelector('.summary button, .summary input')).toBeNull()
  wrapper.unmount()
})

it('says that the cars could not be read, and never that there are none', async () => {
  service.on('GET /customers/c9/vehicles', () => problem('internal', 500))
  const wrapper = await openSummary()
  await until(() => document.querySelector('.summary [role=alert]') !== null)
  expect(body()).not.toContain('没有车辆记录')
  wrapper.unmount()
})
