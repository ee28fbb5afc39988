import { POST_VARIABLES, type PostKind, type PostState } from '../../../../../server/domain/post/kinds.ts'
import type { ContentProblem } from '../../../../../server/domain/post/check-content.ts'
import type { Post, PostContent } from '../../../../api/posts.ts'
import { formatNumber } from '../../../../ui/format.ts'
import type { IconName } from '../../../../ui/icons.ts'
import { refusalText } from '../../../../ui/refusal-texts.ts'
import type { Tone } from '../../../components/StateMark.vue'
import { isKnown } from '../../../texts/known.ts'
import { posts, zh } from '../../../texts/posts.ts'

/** What our short links begin with: this page has the address that they have. */
export const SHORT_LINKS = `${location.origin}/l/`

export const KIND_ICONS: Record<PostKind, IconName> = {
  customers: 'send',
  groups: 'group',
  moment: 'moment',
  announcement: 'horn',
}

export const STATE_LOOKS: Record<PostState, { icon: IconName; tone: Tone }> = {
  draft: { icon: 'edit', tone: 'plain' },
  waiting: { icon: 'shield', tone: 'warn' },
  scheduled: { icon: 'wait', tone: 'info' },
  running: { icon: 'play', tone: 'accent' },
  done: { icon: 'done', tone: 'ok' },
  cancelled: { icon: 'ban', tone: 'plain' },
  template: { icon: 'copy', tone: 'plain' },
}

/** A reason of a held or failed receiver; one of a newer server stands as it is. */
export function reasonText(reason: string | null): string {
  if (reason === null || reason === '') return '—'
  const key = `reason.${reason}`
  return isKnown(zh, key) ? (posts as (key: string) => string)(key) : refusalText(reason)
}

export function contentProblem(problem: ContentProblem): string {
  switch (problem.is) {
    case 'empty':
    case 'not-mixed':
    case 'attachments-not-here':
      return posts(`p.${problem.is}`)
    case 'text-too-long':
      return posts('p.text-too-long', { ...numbers(problem), unit: posts(`unit.${problem.unit}`) })
    case 'sensitive':
      return posts('p.sensitive', { word: problem.word })
    case 'variable-not-here':
      return posts('p.variable-not-here', { name: problem.name })
    case 'too-many':
      return posts('p.too-many', { limit: problem.limit })
    case 'title-too-long':
      return posts('p.title-too-long', {
        ...numbers(problem),
        n: problem.at + 1,
        unit: posts(`unit.${problem.unit}`),
      })
    case 'description-too-long':
      return posts('p.description-too-long', { ...numbers(problem), n: problem.at + 1 })
    case 'kind-not-here':
    case 'no-title':
    case 'bad-url':
    case 'no-app':
    case 'no-cover':
    case 'file-too-large':
      return posts(`p.${problem.is}`, { n: problem.at + 1 })
  }
}

function numbers({ size, limit }: { size: number; limit: number }): { size: string; limit: string } {
  return { size: formatNumber(size), limit: formatNumber(limit) }
}

/** What the server alone can say of a saved draft: its files, its template, its times. */
export function serverProblems({ problems }: Post): string[] {
  const hours = problems.times.map((one) => {
    switch (one['is']) {
      case 'quiet-hours':
        return posts('p.quiet-hours', { from: String(one['fromHour']), to: String(one['toHour']) })
      case 'end-before-start':
        return posts('p.end-before-start')
      case 'too-far':
        return posts('p.too-far')
      default:
        return posts('p.in-the-past')
    }
  })
  return [
    ...hours,
    ...problems.template.map(({ near }) => posts('p.template', { near })),
    ...problems.files.map(({ fileName }) => posts('p.file-gone', { name: fileName })),
    ...problems.materials.map(({ title, is }) => posts(`p.material.${is}`, { name: title })),
    ...problems.audience.map(({ is }) => posts(`p.${is}`)),
  ]
}

const HOLIDAYS = [
  'new-year',
  'spring',
  'qingming',
  'labour',
  'dragon-boat',
  'mid-autumn',
  'national',
] as const
export function holidayName(name: string): string {
  const known = HOLIDAYS.find((each) => each === name)
  return known ? posts(`holiday.${known}`) : name
}

export function timeNotes({ problems }: Post): string[] {
  return problems.notes.map((one) => {
    switch (one['is']) {
      case 'holiday':
        return posts('note.holiday', { name: holidayName(String(one['name'])) })
      case 'weekend':
        return posts('note.weekend')
      default:
        return posts('note.not-known', { year: String(one['year']) })
    }
  })
}

export const VARIABLES = [
  'vehicle.model',
  'tier.name',
  'customer.title',
  'advisor.name',
  'store.name',
] as const

export function variablesOf(kind: PostKind): (typeof VARIABLES)[number][] {
  return VARIABLES.filter((name) => POST_VARIABLES[kind].includes(name))
}

export function titleOf(post: { title: string; content?: PostContent }): string {
  return post.title || posts('untitled')
}
