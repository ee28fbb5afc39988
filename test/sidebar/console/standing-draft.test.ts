import { expect, it } from 'vitest'
import { reactive } from 'vue'
import { DEFAULT_TERMS } from '../../../server/features/standing/terms.ts'
import {
  changesBetween,
  draftOf,
  isGood,
  termsOf,
} from '../../../sidebar/console/pages/admin/measures/standing-draft.ts'

it('numbers of stage and grade are typed in yuan, and come back as they were', () => {
  const draft = reactive(draftOf(DEFAULT_TERMS))
  expect(draft.grade.steps.spend[0]).toEqual({ from: 1000, points: 10 })
  expect(termsOf(draft)).toEqual(DEFAULT_TERMS)
  draft.grade.steps.spend[0] = { from: 1500, points: 10 }
  expect(DEFAULT_TERMS.grade.steps.spend[0]?.from).toBe(100_000)
  expect(changesBetween(DEFAULT_TERMS, termsOf(draft))).toEqual([
    '两年售后消费（元）：1000=10 3000=20 8000=30 → 1500=10 3000=20 8000=30',
  ])
})

it('what the server would refuse is said beforehand', () => {
  const bad = (change: (draft: ReturnType<typeof draftOf>) => void): boolean => {
    const draft = draftOf(DEFAULT_TERMS)
    change(draft)
    return isGood(draft)
  }
  expect(isGood(draftOf(DEFAULT_TERMS))).toBe(true)
  expect(bad((draft) => (draft.stage.lostAfterMonths = 3))).toBe(false)
  expect(bad((draft) => (draft.ladder.months = [5, 3, 7]))).toBe(false)
  expect(bad((draft) => draft.distance.steps.groups.push({ from: 2, points: 30 }))).toBe(false)
})
