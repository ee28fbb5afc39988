import { overdueRatio } from '../../domain/lifecycle.ts'
import { localDateOf } from '../../domain/time.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { requireCustomer } from '../customers/policy.ts'
import type { Deps } from '../deps.ts'
import { gradePart, relationPart, standingAnswer, type StandingAnswer } from './contract.ts'
import { readTermsOf } from './terms.ts'

const SHOWN_CHANGES = 10
const answer = standingAnswer.shape.standing.unwrap().shape
const change = standingAnswer.shape.changes.element.shape

/** Where a customer stands, and everything one would ask back. */
export async function readStanding(deps: Deps, scope: Scope, customerId: string): Promise<StandingAnswer> {
  await requireCustomer(deps, scope, customerId)
  const { corpId } = scope
  const { db } = deps.database
  const key = { corpId, customerId }
  const [row, changes, termsOf] = await Promise.all([
    db.standing.findUnique({ where: { corpId_customerId: key } }),
    db.stageChange.findMany({
      where: key,
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      take: SHOWN_CHANGES,
    }),
    readTermsOf(deps.database.sql, { corpId, customerIds: [customerId] }),
  ])
  const terms = termsOf(customerId)
  const staffIds = [row?.overrideBy, ...changes.map((one) => one.staffId)].filter((id) => id != null)
  const names = await db.staff.findMany({
    where: { corpId, id: { in: staffIds } },
    select: { id: true, name: true },
  })
  const nameOf = (id: string | null): string | null => names.find((one) => one.id === id)?.name ?? null
  const today = localDateOf(deps.clock.nowMs())
  return {
    standing: row && toAnswer(row, { today, byName: nameOf(row.overrideBy) }),
    terms: { ...terms.stage, aFrom: terms.grade.aFrom, bFrom: terms.grade.bFrom },
    changes: changes.map((one) => ({
      at: one.at.toISOString(),
      from: change.from.parse(one.fromStage),
      to: change.to.parse(one.toStage),
      cause: one.cause,
      staffName: nameOf(one.staffId),
    })),
  }
}

type Row = NonNullable<Awaited<ReturnType<Deps['database']['db']['standing']['findUnique']>>>

function toAnswer(
  row: Row,
  { today, byName }: { today: string; byName: string | null },
): NonNullable<StandingAnswer['standing']> {
  const { lastVisitOn, gapDays, rung, rungDueOn, grade, gradePoints, gradeJson } = row
  return {
    stage: answer.stage.parse(row.stage),
    ruleStage: answer.ruleStage.parse(row.ruleStage),
    cause: row.stageCause,
    since: row.stageSince,
    override:
      row.overrideUntil === null
        ? null
        : { until: row.overrideUntil, byName, reason: row.overrideReason ?? '' },
    lastVisitOn,
    visitDays: row.visitDays,
    reactivatedOn: row.reactivatedOn,
    overdue:
      lastVisitOn === null || gapDays === null
        ? null
        : {
            ratio: Math.round(overdueRatio(lastVisitOn, today, gapDays) * 100) / 100,
            gapDays,
            source: row.gapSource === 'forecast' ? 'forecast' : 'service-interval',
          },
    ladder: rung === null || rungDueOn === null ? null : { rung, dueOn: rungDueOn, held: row.rungHeld },
    grade: answer.grade.parse(
      grade === null || gradePoints === null || gradeJson === null
        ? null
        : { grade, points: gradePoints, parts: gradePart.array().parse(JSON.parse(gradeJson)) },
    ),
    distance: row.distance,
    distanceParts: relationPart.array().parse(JSON.parse(row.distanceJson)),
    daysToBuy: row.daysToBuy,
    modelsCompared: row.modelsCompared,
    lastTouchAt: row.lastTouchAt?.toISOString() ?? null,
    asOf: row.asOf,
  }
}
