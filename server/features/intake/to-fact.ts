import { isBot, visitSlot } from '../../domain/bots.ts'
import type { DataOf, KnownKind, OtherData } from './contract.ts'
import { isKnownKind } from './contract.ts'
import type { Item } from './read-item.ts'

/** What the timeline shows of a fact. */
export interface TimelineParts {
  kind: string
  subject?: string | undefined
  amount?: number | undefined
  storeName?: string | undefined
  title?: string | undefined
  state?: string | undefined
  text?: string | undefined
  expiresOn?: string | undefined
  /** Names a coupon over all that is told of it. */
  number?: string | undefined
  /** Opens of one thing within half an hour are one: this names the thing. */
  thing?: string
}

type Teller<K extends KnownKind> = (data: DataOf<K>) => Omit<TimelineParts, 'kind'> & { kind?: string }

const yuan = (fen: number | undefined): number | undefined => (fen === undefined ? undefined : fen / 100)

function benefitParts({ name, valueFen, ...rest }: DataOf<'coupon'>): Omit<TimelineParts, 'kind'> {
  return { ...rest, subject: name, amount: yuan(valueFen) }
}

/** Orders, cars, profiles and stock have tables of their own and no line here. */
const tellers: { [K in Exclude<KnownKind, 'order' | 'vehicle' | 'profile' | 'stock'>]: Teller<K> } = {
  survey: ({ name, score, text, storeName }) => ({ subject: name, amount: score, text, storeName }),
  payment: ({ amountFen, purpose, storeName }) => ({ subject: purpose, amount: yuan(amountFen), storeName }),
  coupon: benefitParts,
  benefit: benefitParts,
  partner: ({ scene, amountFen, storeName }) => ({ subject: scene, amount: yuan(amountFen), storeName }),
  call: ({ direction, seconds, subject }) => ({ state: direction, amount: seconds, subject }),
  review: ({ score, subject, text, storeName }) => ({ amount: score, subject, text, storeName }),
  complaint: ({ subject, state, text, storeName }) => ({ subject, state, text, storeName }),
  trip: ({ km, subject }) => ({ amount: km, subject }),
  booking: ({ subject, state, storeName }) => ({ subject, state, storeName }),
  'test-drive': ({ model, storeName }) => ({ subject: model, storeName }),
  'link-open': ({ link, title, seconds }) => ({ subject: title ?? link, amount: seconds, thing: link }),
  'app-visit': ({ page, title, seconds }) => ({ subject: title ?? page, amount: seconds, thing: page }),
  inspection: ({ subject, dueOn, storeName }) => ({ subject: subject ?? dueOn, storeName }),
  insurance: ({ insurer, premiumFen }) => ({ subject: insurer, amount: yuan(premiumFen) }),
  warranty: ({ subject, endsOn, storeName }) => ({ subject: subject ?? endsOn, storeName }),
  consent: ({ state, channel }) => ({ kind: state === 'out' ? 'opt-out' : 'opt-in', subject: channel }),
}

/** The line of a fact on its person's timeline; null when it has none. */
export function toTimeline({ kind, data }: Item): TimelineParts | null {
  if (isBot(typeof data['userAgent'] === 'string' ? data['userAgent'] : '')) return null
  if (!isKnownKind(kind)) {
    const { title, subject, amount, state, text, storeName } = data as OtherData
    return { kind, title, subject, amount, state, text, storeName }
  }
  if (!Object.hasOwn(tellers, kind)) return null
  // Each teller takes the data its own schema has checked; TypeScript cannot follow the key through the table.
  const tell = tellers[kind as keyof typeof tellers] as (data: unknown) => Omit<TimelineParts, 'kind'>
  return { kind, ...tell(data) }
}

/**
 * The key of a fact's line on the timeline; null: it has none. Opens of one thing by one person within half an hour
 * share a key, so that repeats do not add up.
 */
export function eventKeyOf(source: string, item: Item, customerId: string | null): string | null {
  const parts = customerId === null ? null : toTimeline(item)
  if (parts === null) return null
  return parts.thing === undefined
    ? `intake:${source}:${item.kind}:${item.id}`
    : `visit:${customerId}:${item.kind}:${visitSlot(item.at.getTime())}:${parts.thing}`
}
