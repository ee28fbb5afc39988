import { beforeEach, expect, it } from 'vitest'
import type { StepRow } from '../../../sidebar/api/sops.ts'
import { reasonText } from '../../../sidebar/console/pages/operator/posts/words.ts'
import { causeText } from '../../../sidebar/console/pages/operator/sops/words.ts'
import { setServerNow } from '../../../sidebar/ui/clock.ts'
import { setLanguage } from '../../../sidebar/ui/i18n.ts'

beforeEach(() => {
  setServerNow('2026-03-18T02:24:00.000Z')
  setLanguage('zh-CN')
})

const row = (over: Partial<StepRow>): StepRow => ({
  taskId: 't',
  planId: 'p',
  planTitle: '',
  kind: 'customer',
  title: '',
  name: '',
  isMasked: false,
  customerId: null,
  externalUserid: null,
  chatId: null,
  staffName: '',
  dueOn: '2026-03-18',
  dueAt: null,
  state: 'open',
  doneAt: null,
  cause: null,
  freeOn: null,
  ...over,
})

it('a step that was held back says why in the words of posts', () => {
  const held = row({ state: 'held', cause: 'week-cap', freeOn: '2026-03-19' })
  expect(causeText(held)).toBe(`${reasonText('week-cap')} 明天 →`)
  expect(reasonText('week-cap')).toBe('7 天内触达已满（自定上限）')
  expect(causeText(row({ state: 'held', cause: 'steps-full' }))).toBe('7 天内的步骤已满（计划规定）')
})

it('one that was given says why it was left out or taken back', () => {
  expect(causeText(row({}))).toBe('—')
  expect(causeText(row({ state: 'skipped', cause: 'not-fitting' }))).toBe('不适合这位客户')
  expect(causeText(row({ state: 'ended', cause: 'opted-out' }))).toBe('客户不愿被打扰')
})
