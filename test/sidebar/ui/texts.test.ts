import { afterEach, describe, expect, it } from 'vitest'
import { actionCatalogues, actionText } from '../../../sidebar/ui/action-texts.ts'
import { ownPostCatalogues } from '../../../sidebar/chat/texts/own-posts.ts'
import { ownTagCatalogues } from '../../../sidebar/ui/own-tag-texts.ts'
import { shareCatalogues } from '../../../sidebar/chat/texts/share.ts'
import { sopCatalogues } from '../../../sidebar/chat/texts/sops.ts'
import { timelineCatalogues } from '../../../sidebar/chat/texts/timeline.ts'
import { chatCatalogues } from '../../../sidebar/chat/texts/index.ts'
import { ACTION_RULES } from '../../../server/domain/actions.ts'
import { factCatalogues, factWords } from '../../../sidebar/ui/fact-words.ts'
import { setServerNow } from '../../../sidebar/ui/clock.ts'
import { createTexts, guessLanguage, setLanguage } from '../../../sidebar/ui/i18n.ts'
import { refusalCatalogues } from '../../../sidebar/ui/refusal-texts.ts'
import { sopDayCatalogues } from '../../../sidebar/ui/sop-texts.ts'
import { problemText, sharedCatalogues } from '../../../sidebar/ui/texts.ts'

afterEach(() => setLanguage('zh-CN'))

const catalogues: Record<string, { zh: Record<string, string>; en: Record<string, string> }> = {
  chat: chatCatalogues,
  shared: sharedCatalogues,
  actions: actionCatalogues,
  timeline: timelineCatalogues,
  facts: factCatalogues,
  ownTags: ownTagCatalogues,
  ownPosts: ownPostCatalogues,
  shares: shareCatalogues,
  sops: sopCatalogues,
  sopDays: sopDayCatalogues,
  refusals: refusalCatalogues,
}
const slots = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)/g)].map((match) => match[1] ?? ''))].sort()

describe.each(Object.entries(catalogues))('the %s texts', (_, { zh: chinese, en: english }) => {
  it('have the same keys in both languages', () => {
    expect(Object.keys(english).sort()).toEqual(Object.keys(chinese).sort())
  })

  it('take the same values in both languages', () => {
    const differing = Object.keys(chinese).filter(
      (key) => slots(chinese[key] ?? '').join() !== slots(english[key] ?? '').join(),
    )
    expect(differing).toEqual([])
  })

  it('leave no text empty and no Chinese in the English ones', () => {
    expect(Object.entries({ ...chinese, ...english }).filter(([, text]) => text.trim() === '')).toEqual([])
    expect(Object.values(english).filter((text) => /\p{Script=Han}/u.test(text))).toEqual([])
  })
})

describe('a fact of another system', () => {
  it('says what happened and what is particular about it', () => {
    const coupon = { subject: '保养抵用券', state: 'used', amount: 100, storeName: '浦东店', source: 'mall' }
    expect(factWords('coupon', coupon)).toEqual({
      title: '优惠券：保养抵用券',
      about: '已使用 · ¥100 · 浦东店',
    })
    expect(factWords('call', { state: 'in', amount: 180 })).toEqual({ title: '通话', about: '呼入 · 3 分钟' })
  })

  it('of a kind without words shows the title it came with', () => {
    expect(factWords('charging', { title: '充电 42 度', amount: 42 })).toEqual({
      title: '充电 42 度',
      about: '42',
    })
    setLanguage('en')
    expect(factWords('charging', {})).toEqual({ title: 'Other record', about: '' })
  })
})

describe('a text', () => {
  const t = createTexts(
    { visits: '到店 {count} 次', hello: '您好' },
    { visits: '{count:visit|visits}', hello: 'Hello' },
  )

  it('puts its values in and chooses the English plural', () => {
    expect(t('visits', { count: 1200 })).toBe('到店 1,200 次')
    setLanguage('en')
    expect([t('visits', { count: 1 }), t('visits', { count: 2 })]).toEqual(['1 visit', '2 visits'])
    expect(t('hello')).toBe('Hello')
  })

  it('tells the page its language, for screen readers', () => {
    setLanguage('en')
    expect(document.documentElement.lang).toBe('en')
  })

  it('guesses the language from the client before the server has told it', () => {
    expect(guessLanguage('x Language/zh ColorScheme/Dark wxwork/5', 'en-US')).toBe('zh-CN')
    expect(guessLanguage('x Language/en wxwork/5', 'zh-CN')).toBe('en')
    expect(guessLanguage('Mozilla', 'zh-TW')).toBe('zh-CN')
  })

  it('has a sentence for a failure it does not know', () => {
    expect(problemText('made-up-next-year')).toBe(problemText('internal'))
  })
})

describe('the words of a proposal', () => {
  const reasons: Record<(typeof ACTION_RULES)[number], Record<string, string | number>> = {
    'service-overdue': { dueOn: '2026-03-10', overdueDays: 8 },
    'service-due': { dueOn: '2026-03-27', inDays: 9, sinceDays: 92 },
    'insurance-due': { dueOn: '2026-04-01', inDays: 14 },
    'quote-follow-up': { quotedOn: '2026-03-12', daysAgo: 6, title: 'L9' },
    'warranty-ending': { dueOn: '2026-04-01', inDays: 14 },
    'important-keep': { code: 3, lastVisitOn: '2025-11-01', daysAgo: 137, monetaryFen: 4_860_000 },
    'trade-in-window': { months: 38, tag: '置换' },
    'win-back-3m': { lastVisitOn: '2025-12-10', daysAgo: 98 },
    'win-back-5m': { lastVisitOn: '2025-10-10', daysAgo: 159 },
    'win-back-7m': { lastVisitOn: '2025-08-10', daysAgo: 220 },
    'inherited-greeting': { fromName: '张伟', takenOn: '2026-03-15', daysAgo: 3 },
    'new-contact-greeting': { addedOn: '2026-03-15', daysAgo: 3 },
    'high-value-care': {
      code: 7,
      lastVisitOn: '2026-03-06',
      daysAgo: 12,
      frequency: 6,
      monetaryFen: 4_860_000,
    },
    'reply-pending': { repliedOn: '2026-03-16', daysAgo: 2, what: 'call' },
    'churn-warning': { percent: 83, lastVisitOn: '2025-12-10', daysAgo: 98 },
    'inspection-due': { dueOn: '2026-04-01', inDays: 14 },
    'next-level': { level: '金卡', visits: 5, needed: 6 },
    'combo-offer': { given: '保养', item: '空调滤芯', percent: 41, count: 37 },
    'new-owner-care': { deliveredOn: '2026-03-10', daysAgo: 8 },
    reactivation: { visitedOn: '2026-03-15', daysAgo: 3, awayDays: 140 },
    birthday: { on: '2026-03-21', inDays: 3 },
    'benefit-ending': { name: '保养券', dueOn: '2026-03-23', inDays: 5, others: 1 },
  }

  it.each(['zh-CN', 'en'] as const)('name every rule and its reason in %s', (language) => {
    setServerNow('2026-03-18T02:00:00.000Z')
    setLanguage(language)
    for (const rule of ACTION_RULES) {
      const { title, why } = actionText(rule, reasons[rule])
      expect(title).not.toBe('')
      expect(why).toMatch(/\d/)
      expect(`${rule} ${title} ${why}`).not.toMatch(/[{}]|undefined|NaN/)
    }
  })

  it('count their days anew, however old the proposal is', () => {
    setServerNow('2026-03-18T02:00:00.000Z')
    const due = { dueOn: '2026-03-20', inDays: 14, lastServiceOn: '2025-09-20', sinceDays: 167 }
    expect(actionText('service-due', due)).toMatchObject({
      why: '上次保养 179 天前，下次在 2 天后到期',
      note: '还有 2 天',
    })
    expect(actionText('service-overdue', { dueOn: '2026-03-10', overdueDays: 1 }).note).toContain('8')
    expect(actionText('quote-follow-up', { quotedOn: '2026-03-11', daysAgo: 3, title: 'S7' }).note).toContain(
      '7',
    )
    // A day that has passed since is no day ahead.
    expect(actionText('insurance-due', { dueOn: '2026-03-17', inDays: 8 }).note).toBe('还有 0 天')
  })

  it('stay readable for a rule of a newer server', () => {
    expect(actionText('next-year', { a: 1 }).title).toBe('跟进建议')
  })
})
