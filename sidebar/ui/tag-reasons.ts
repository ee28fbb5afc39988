import { describeLeaf, kindWord } from '../../server/domain/audience/describe.ts'
import type { CustomerTag } from '../api/tag-rules.ts'
import { formatNumber, formatShortDay } from './format.ts'
import { language } from './i18n.ts'
import { ownTagText } from './own-tag-texts.ts'

export interface ReasonLine {
  text: string
  /** One of the facts behind the line above. */
  isFact: boolean
}

/** Why a rule gave this tag: its comparisons that are met, what was found, and the facts behind them. */
export function reasonLines(tag: CustomerTag, names: Readonly<Record<string, string>>): ReasonLine[] {
  return tag.reasons.flatMap(({ leaf, isDenied, found, facts }) => {
    if (!('is' in leaf)) return []
    const said = describeLeaf(leaf, {
      tongue: language.value,
      nameOf: (_, value) => names[value],
      isDenied: isDenied && leaf.is === 'choice',
    })
    const what = isDenied && leaf.is !== 'choice' ? ownTagText('not', { what: said }) : said
    const figures = found.filter((value) => typeof value === 'number').map((value) => formatNumber(value))
    const text = figures.length > 0 ? ownTagText('found', { what, found: figures.join('、') }) : what
    const behind = facts.map((fact) => ({
      text: [
        formatShortDay(new Date(fact.atMs).toISOString()),
        kindWord(fact.kind, language.value),
        fact.about,
      ]
        .filter(Boolean)
        .join(' · '),
      isFact: true,
    }))
    return [{ text, isFact: false }, ...behind]
  })
}
