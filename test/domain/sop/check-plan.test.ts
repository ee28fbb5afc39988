import { expect, it } from 'vitest'
import { CONTACT_RULES } from '../../../server/domain/contact-gate.ts'
import { checkPlan, mostInAWeek, type PlanSaid } from '../../../server/domain/sop/check-plan.ts'
import type { SopStep } from '../../../server/domain/sop/plan.ts'

const step = (over: Partial<SopStep> = {}): SopStep => ({
  id: 'a',
  day: 1,
  time: '10:00',
  title: '问候',
  note: '',
  channel: 'message',
  text: '您好',
  scriptIds: [],
  ...over,
})
const plan = (over: Partial<PlanSaid> = {}): PlanSaid => ({
  kind: 'customer',
  title: '新客户',
  trigger: 'added',
  staff: 'all',
  unitCount: 0,
  reach: 'all',
  hasCondition: false,
  perWeek: 3,
  steps: [step()],
  ...over,
})
const problems = (said: PlanSaid) => checkPlan(said, CONTACT_RULES)

it('a plan that says all of it may start', () => {
  expect(problems(plan())).toEqual([])
})

it.each<[string, Partial<PlanSaid>, object]>([
  ['for whom', { staff: null }, { is: 'no-staff' }],
  ['which units', { staff: 'units' }, { is: 'no-units' }],
  ['when', { trigger: null }, { is: 'no-trigger' }],
  ['a day its kind counts from', { trigger: 'founded' }, { is: 'wrong-trigger' }],
  ['a day its kind counts from', { kind: 'group', trigger: 'delivered' }, { is: 'wrong-trigger' }],
  ['what', { steps: [] }, { is: 'no-steps' }],
  ['on which channel', { steps: [step({ channel: null })] }, { is: 'step-no-channel', step: 0 }],
  ['how often', { perWeek: null }, { is: 'no-frequency' }],
  ['under which condition', { reach: null }, { is: 'no-reach' }],
  ['the condition it means', { reach: 'chosen' }, { is: 'no-condition' }],
  ['its words', { steps: [step({ text: ' ' })] }, { is: 'step-no-content', step: 0 }],
  ['what to call about', { steps: [step({ channel: 'call' })] }, { is: 'step-no-note', step: 0 }],
])('it does not start without saying %s', (_, over, problem) => {
  expect(problems(plan(over))).toEqual([problem])
})

it('nothing is asked for at an hour at which the company writes to nobody', () => {
  const at = (time: string) => problems(plan({ steps: [step({ time })] }))
  expect(at('08:59')).toEqual([{ is: 'step-quiet-hours', step: 0, fromHour: 9, toHour: 20 }])
  expect(at('09:00')).toEqual([])
  expect(at('20:00')).toHaveLength(1)
})

it('more steps in seven days than the plan allows would be left out: it says so before', () => {
  const steps = [0, 1, 3, 6, 7].map((day) => step({ id: `s${day}`, day }))
  expect(mostInAWeek(steps)).toBe(4)
  expect(problems(plan({ steps }))).toEqual([{ is: 'too-often', steps: 4, perWeek: 3 }])
})

it('a group has no name and no car', () => {
  const said = plan({ kind: 'group', trigger: 'founded', steps: [step({ text: '{{ vehicle.model }}车主' })] })
  expect(problems(said)).toEqual([{ is: 'step-variable', step: 0, near: 'vehicle.model' }])
})
