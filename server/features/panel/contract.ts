import { z } from 'zod'
import { ACTION_REFUSALS } from '../../domain/action-gate.ts'
import { REFUSAL_KINDS } from '../../domain/contact-gate.ts'
import { GRADES } from '../../domain/grade.ts'
import { STAGES } from '../../domain/lifecycle.ts'
import { CHURN_BANDS } from '../../domain/analytics/churn.ts'
import { VISIT_RULES } from '../../domain/analytics/next-visit.ts'
import { churnReasons } from '../predictions/contract.ts'
import { scriptKind } from '../scripts/contract.ts'

// The database writes these instants itself, with +00:00.
const instant = z.iso.datetime({ offset: true })

/** Everything the first second of the advisor's sidebar needs, in one answer. */
export const customerPanel = z.object({
  now: instant,
  /** Equal to WeCom as of this instant; null before the first complete sync. */
  syncedAt: instant.nullable(),
  contact: z.object({
    externalUserid: z.string(),
    customerId: z.string(),
    name: z.string(),
    avatar: z.string().nullable(),
    /** 1 WeChat user, 2 WeCom user. */
    type: z.number(),
    corpName: z.string().nullable(),
    gender: z.number(),
    phoneMask: z.string().nullable(),
    memberNo: z.string().nullable(),
    /** The contact or the last follow is gone; the profile stays readable. */
    lostAt: instant.nullable(),
  }),
  /** The asking person's own follow; null when a manager looks. */
  follow: z
    .object({
      remark: z.string(),
      description: z.string(),
      addWay: z.number(),
      state: z.string().nullable(),
      /** Channel and live code by which the customer came. */
      channel: z.string().nullable(),
      followedAt: instant,
      customerLeftAt: instant.nullable(),
      endedAt: instant.nullable(),
    })
    .nullable(),
  tags: z.array(z.object({ tagId: z.string(), name: z.string(), groupName: z.string() })),
  personalTags: z.array(z.string()),
  /** Tags that live here: given by rules, or in somebody's own words. */
  ownTags: z.array(z.object({ id: z.string(), name: z.string(), isByRule: z.boolean() })),
  /** null: no visit in the window, so no tier (never "lowest"). */
  tier: z
    .object({
      code: z.number().int().min(0).max(7),
      recencyScore: z.number(),
      frequencyScore: z.number(),
      monetaryScore: z.number(),
      lastVisitOn: z.iso.date(),
      frequency: z.number(),
      monetaryFen: z.number(),
      windowDays: z.number(),
      asOf: z.iso.date(),
      thresholdVersion: z.string(),
    })
    .nullable(),
  /** Where the customer stands; null: nobody has looked yet. The reasons load when they are asked for. */
  standing: z
    .object({
      stage: z.enum(STAGES),
      since: z.iso.date().nullable(),
      /** Set by a person until this day. */
      overrideUntil: z.iso.date().nullable(),
      grade: z.enum(GRADES).nullable(),
      distance: z.number(),
    })
    .nullable(),
  /** Net fen of the last six visits, oldest first. */
  recentSpendFen: z.array(z.number()),
  vehicle: z
    .object({
      model: z.string().nullable(),
      plateMask: z.string().nullable(),
      nextServiceOn: z.iso.date().nullable(),
      lastServiceOn: z.iso.date().nullable(),
      warrantyEndsOn: z.iso.date().nullable(),
      insuranceEndsOn: z.iso.date().nullable(),
      inspectionDueOn: z.iso.date().nullable(),
    })
    .nullable(),
  actions: z.array(
    z.object({
      rule: z.string(),
      /** Values of the reason text; which text is the rule's. Dates are local dates. */
      reason: z.record(z.string(), z.union([z.string(), z.number()])),
      dueOn: z.iso.date().nullable(),
      factsDigest: z.string(),
      /** Chance of an answer and what one is worth; measured once enough was sent, until then a starting point. */
      chance: z.number().nullable(),
      valueFen: z.number().nullable(),
      isMeasured: z.boolean(),
      script: z
        .object({
          id: z.string(),
          title: z.string(),
          kind: scriptKind,
          /** Filled text; slots still open are named in `missing`. */
          text: z.string(),
          missing: z.array(z.string()),
          linkUrl: z.string().nullable(),
          linkDesc: z.string().nullable(),
          hasImage: z.boolean(),
        })
        .nullable(),
    }),
  ),
  /** null: nothing is foreseen of this customer. Parts that are not known, or switched off, are null. */
  forecast: z
    .object({
      asOf: z.iso.date(),
      band: z.enum(CHURN_BANDS).nullable(),
      reasons: churnReasons,
      clvFen: z.number().nullable(),
      nextVisitOn: z.iso.date().nullable(),
      nextVisitFrom: z.iso.date().nullable(),
      nextVisitTo: z.iso.date().nullable(),
      nextVisitRule: z.enum(VISIT_RULES).nullable(),
    })
    .nullable(),
  openTasks: z.number(),
  /** Level of membership; null: the corp has none, or nobody has looked since levels were kept here. */
  level: z
    .object({
      name: z.string().nullable(),
      visits: z.number(),
      next: z.object({ name: z.string(), visits: z.number() }).nullable(),
      windowDays: z.number(),
    })
    .nullable(),
  /** What other systems gave and can still be used; what ends first is named. */
  benefits: z.object({
    count: z.number(),
    first: z.array(z.object({ name: z.string(), expiresOn: z.iso.date().nullable() })),
  }),
  outreach: z.object({
    /** Why the customer is left alone now. `stops`: proposals cannot be sent; otherwise the advisor is only told. */
    refusal: z
      .object({
        kind: z.enum(REFUSAL_KINDS),
        stops: z.boolean(),
        freeOn: z.iso.date().nullable(),
        on: z.iso.date().optional(),
        source: z.string().optional(),
        count: z.number().optional(),
        limit: z.number().optional(),
        fromHour: z.number().optional(),
        toHour: z.number().optional(),
      })
      .nullable(),
    /** Proposals whose reason holds, but that are not made. */
    heldBack: z.array(z.object({ rule: z.string(), kind: z.enum(ACTION_REFUSALS) })),
    /** The newest message of the last two weeks, to be marked when the customer answers. */
    lastSend: z
      .object({ id: z.string(), rule: z.string(), sentAt: instant, repliedAt: instant.nullable() })
      .nullable(),
  }),
  /** Set when the asking person has this customer from a colleague; details come with the pack. */
  takeover: z.object({ fromName: z.string(), beganAt: instant, isGreeted: z.boolean() }).nullable(),
})
export type CustomerPanel = z.infer<typeof customerPanel>

export const groupPanel = z.object({
  now: instant,
  group: z.object({
    chatId: z.string(),
    name: z.string(),
    ownerName: z.string(),
    notice: z.string(),
    createdAt: instant,
    dismissedAt: instant.nullable(),
    memberCount: z.number(),
    externalCount: z.number(),
    /** Counted from join and quit facts, in the last day and week. */
    joinedToday: z.number(),
    leftToday: z.number(),
    joinedWeek: z.number(),
    leftWeek: z.number(),
    readAt: instant,
  }),
})
export type GroupPanel = z.infer<typeof groupPanel>

/** Where the page was opened from, for the access log. */
export const panelQuery = z.object({ entry: z.string().max(40).default('normal') })
