import { z } from 'zod'
import { cleanKey, type Refusal } from '../../domain/identity/clean-key.ts'
import { factKindPattern } from '../../domain/fact-kinds.ts'

const text = (max: number) => z.string().trim().min(1).max(max)
const day = z.iso.date()
const fen = z.number().int().min(0).max(2_147_483_647)
const seconds = z.number().min(0).max(86_400)
const storeName = text(100).optional()
/** How a source is called: the scope of the customer ids it tells. */
export const sourceName = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/)

const benefit = z.strictObject({
  name: text(100),
  state: z.enum(['issued', 'used', 'expired', 'cancelled']),
  /** The last day on which it can be used. */
  expiresOn: day.optional(),
  /** Two items with one number are about the same coupon: it was issued, and then used. */
  number: text(64).optional(),
  valueFen: fen.optional(),
  storeName,
})

/** What each kind says beside who and when. Kinds not named here are kept with whatever they bring. */
export const intakeKinds = {
  order: z.strictObject({
    type: z.enum(['vehicle', 'service', 'visit']),
    title: text(200),
    paidFen: fen,
    refundedFen: fen.default(0),
    status: z.enum(['done', 'cancelled']).default('done'),
    storeName,
    vehicleModel: text(100).optional(),
    odometerKm: z.number().int().min(0).max(2_000_000).optional(),
  }),
  vehicle: z.strictObject({
    model: text(100).optional(),
    ownedFrom: day.optional(),
    ownedTo: day.optional(),
    deliveredOn: day.optional(),
    warrantyEndsOn: day.optional(),
    insuranceEndsOn: day.optional(),
    inspectionDueOn: day.optional(),
    odometerKm: z.number().int().min(0).max(2_000_000).optional(),
    readOn: day.optional(),
  }),
  profile: z.strictObject({
    /** Field by field, as the portrait shows them: name, gender, birthday, city, interests … */
    fields: z.record(z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/), text(500)),
  }),
  survey: z.strictObject({
    name: text(100),
    score: z.number().min(0).max(100),
    text: text(1000).optional(),
    storeName,
  }),
  payment: z.strictObject({ amountFen: fen, purpose: text(100).optional(), storeName }),
  coupon: benefit,
  /** What a level, points or a package gives. */
  benefit,
  partner: z.strictObject({
    scene: z.enum(['fuel', 'charging', 'toll', 'parking', 'wash', 'other']),
    amountFen: fen.optional(),
    storeName,
  }),
  call: z.strictObject({
    direction: z.enum(['in', 'out', 'missed']),
    seconds: seconds.default(0),
    subject: text(100).optional(),
  }),
  review: z.strictObject({
    score: z.number().min(0).max(100),
    subject: text(100).optional(),
    text: text(1000).optional(),
    storeName,
  }),
  complaint: z.strictObject({
    subject: text(100),
    state: z.enum(['open', 'closed']).default('open'),
    text: text(1000).optional(),
    storeName,
  }),
  trip: z.strictObject({ km: z.number().min(0).max(20_000), subject: text(100).optional() }),
  booking: z.strictObject({
    subject: text(100),
    state: z.enum(['booked', 'done', 'cancelled', 'missed']).default('booked'),
    storeName,
  }),
  'test-drive': z.strictObject({ model: text(100), storeName }),
  'link-open': z.strictObject({
    link: text(200),
    title: text(100).optional(),
    seconds: seconds.optional(),
    userAgent: z.string().max(400).optional(),
  }),
  'app-visit': z.strictObject({
    page: text(200),
    title: text(100).optional(),
    seconds: seconds.optional(),
    userAgent: z.string().max(400).optional(),
  }),
  inspection: z.strictObject({ dueOn: day.optional(), subject: text(100).optional(), storeName }),
  insurance: z.strictObject({
    insurer: text(100).optional(),
    endsOn: day.optional(),
    premiumFen: fen.optional(),
  }),
  warranty: z.strictObject({ subject: text(100).optional(), endsOn: day.optional(), storeName }),
  consent: z.strictObject({ state: z.enum(['in', 'out']), channel: text(40).optional() }),
  stock: z.strictObject({ item: text(100), left: z.number().int().min(0), storeName }),
} as const
export type KnownKind = keyof typeof intakeKinds
export type DataOf<K extends KnownKind> = z.infer<(typeof intakeKinds)[K]>

/** The rest: a title of its own, and what the timeline can show; more may stand beside it and is kept. */
export const otherKind = z.looseObject({
  title: text(100).optional(),
  subject: text(100).optional(),
  amount: z.number().optional(),
  state: text(40).optional(),
  text: text(1000).optional(),
  storeName,
})
export type OtherData = z.infer<typeof otherKind>

export function isKnownKind(kind: string): kind is KnownKind {
  return Object.hasOwn(intakeKinds, kind)
}

const VIN_PROBLEMS: Partial<Record<Refusal, string>> = {
  'not-a-vin': 'is no VIN: 17 letters and digits without I, O and Q',
  'check-digit': 'has a wrong check digit (the ninth sign): there is a typing mistake in it',
  fake: 'is no VIN of a car',
}

/** Keys of a person or a car, as the source writes them. */
export const intakePerson = z
  .strictObject({
    phone: text(40),
    unionid: text(64),
    externalUserid: text(64),
    memberNo: text(64),
    /** Of WeChat, in one app: the appid of the account or mini program stands beside it. */
    openid: text(64),
    appid: z.string().regex(/^wx\w{4,40}$/i),
    /** What the source itself, or the `system` named beside it, calls this person. */
    customerId: text(64),
    system: sourceName,
    plate: text(20),
    // A car is known by its VIN for ever: one with a typing mistake would be another car.
    vin: text(20).superRefine((vin, context) => {
      const clean = cleanKey('vin', vin)
      if ('refused' in clean)
        context.addIssue({ code: 'custom', message: VIN_PROBLEMS[clean.refused] ?? clean.refused })
    }),
    name: text(60),
  })
  .partial()
  .superRefine(({ openid, appid }, context) => {
    if (openid === undefined || appid !== undefined) return
    const message = 'is missing: an openid counts in one app only'
    context.addIssue({ code: 'custom', path: ['appid'], message })
  })
export type IntakePerson = z.infer<typeof intakePerson>

/** What every item has. */
export const intakeItem = z.strictObject({
  kind: z.string().regex(factKindPattern),
  /** The source's own id of it: the same id of the same kind is the same fact, however often it comes. */
  id: text(128),
  at: z.iso.datetime({ offset: true }),
  person: intakePerson.default({}),
  data: z.record(z.string(), z.unknown()).default({}),
})

export const MAX_ITEMS = 1000
export const intakeBatch = z.strictObject({ items: z.array(z.unknown()).min(1).max(MAX_ITEMS) })

/** The same for the API document: what a good item looks like, kind by kind. */
export const intakeRequest = z.strictObject({
  items: z
    .array(
      z.union([
        ...Object.entries(intakeKinds).map(([kind, data]) =>
          intakeItem.extend({ kind: z.literal(kind), data }),
        ),
        intakeItem.extend({ data: otherKind }),
      ]),
    )
    .min(1)
    .max(MAX_ITEMS),
})

/** Why an item was refused, as a word: the console has a text for each that says what to do. */
export const REFUSAL_REASONS = [
  'missing',
  'wrong-type',
  'not-a-choice',
  'unknown-field',
  'too-large',
  'too-small',
  'bad-format',
  'not-a-key',
  'future',
  'too-old',
  'nul',
  'nobody',
  'twice',
] as const
export type RefusalReason = (typeof REFUSAL_REASONS)[number]

export const itemError = z.object({
  path: z.string(),
  message: z.string(),
  /** A word for it, where a program or a page wants one. */
  reason: z.enum(REFUSAL_REASONS).optional(),
})

export const intakeResult = z.object({
  kind: z.string(),
  id: z.string(),
  result: z.enum(['accepted', 'same', 'changed', 'refused']),
  /** What is wrong, field by field. */
  errors: z.array(itemError).optional(),
})
export type IntakeResult = z.infer<typeof intakeResult>

export const intakeAnswer = z.object({
  accepted: z.number(),
  same: z.number(),
  changed: z.number(),
  refused: z.number(),
  /** In the order of the items. */
  results: z.array(intakeResult),
})
export type IntakeAnswer = z.infer<typeof intakeAnswer>
