import { addDays, daysBetween, localDateOf, startOfDayMs } from '../domain/time.ts'
import type { SopKind } from '../domain/sop/plan.ts'
import type { Deps } from '../features/deps.ts'
import { sopDraft, type SopDraft } from '../features/sops/contract.ts'
import { givePlan } from '../features/sops/jobs.ts'
import { createPlan } from '../features/sops/plan/edit-plan.ts'
import { startPlan } from '../features/sops/plan/steer-plan.ts'
import { recordStep } from '../features/sops/steps/record-step.ts'
import type { Scope } from '../platform/http/scope.ts'
import { newId } from '../platform/new-id.ts'
import { operatorScope } from './operator-scope.ts'

const HOUR_MS = 3_600_000
/** The plans have run for so long. */
const DAYS = 6
/** Their chats are those of the walk through the demo. */
const LEFT_OPEN = ['lina', 'zhaohang']

type Step = Partial<SopDraft['steps'][number]> & { day: number; title: string }
const steps = (...all: Step[]) =>
  all.map((step, n) => ({ id: `s${n + 1}`, time: '10:00', channel: 'message', ...step }))
const shared = { staff: 'all', reach: 'all', perWeek: 3, includesExisting: true, skipsHolidays: false }

function plans(linkId: string | undefined, walkDays: number[]): { kind: SopKind; draft: SopDraft }[] {
  const draft = (input: object): SopDraft => sopDraft.parse({ ...shared, ...input })
  return [
    {
      kind: 'customer',
      draft: draft({
        title: '新客户第一年',
        trigger: 'added',
        steps: steps(
          {
            day: 1,
            title: '次日问候',
            note: '先问用车场景，不报价。',
            text: '{{ customer.salutation | default: "您好" }}，我是{{ store.name }}的{{ advisor.name }}，看车用车的事随时找我。',
          },
          {
            day: 3,
            time: '14:00',
            title: '发车型资料',
            scriptIds: linkId === undefined ? [] : [linkId],
            text: '给您发一份{{ vehicle.model | default: "新车" }}的资料，有想了解的直接问我。',
          },
          {
            day: 7,
            time: '16:00',
            title: '回访电话',
            channel: 'call',
            note: '问是否约试驾；已有竞品报价的记到跟进里。',
          },
          ...[...new Set([14, 30, 45, 60, 90, 120, 150, 180, 240, 300, 365, ...walkDays])].map(
            (day): Step => ({
              day,
              title: `第 ${day} 天关怀`,
              text: '{{ customer.salutation | default: "您好" }}，最近用车还顺利吗？{{ store.name }}的{{ advisor.name }}一直在。',
            }),
          ),
        ),
      }),
    },
    {
      kind: 'customer',
      draft: draft({
        title: '交车关怀',
        trigger: 'delivered',
        steps: steps(
          {
            day: 1,
            title: '交车次日',
            text: '{{ customer.salutation | default: "您好" }}，新车开得还顺手吗？',
          },
          {
            day: 7,
            title: '一周用车',
            text: '提车一周了，{{ vehicle.model | default: "爱车" }}有不熟悉的功能都可以问我。',
          },
          { day: 30, title: '满月回访', channel: 'call', note: '问油耗或电耗、异响，提醒首保里程。' },
          ...[60, 90, 180, 270, 365].map((day): Step => ({
            day,
            title: `交车第 ${day} 天`,
            text: `提车第 ${day} 天啦，{{ vehicle.model | default: "爱车" }}有任何问题都可以找{{ advisor.name }}。`,
          })),
        ),
      }),
    },
    {
      kind: 'customer',
      draft: draft({
        title: '保养到期提醒',
        trigger: 'service-due',
        steps: steps(
          {
            day: 14,
            title: '提前两周提醒',
            text: '您的{{ vehicle.model | default: "爱车" }}快到保养时间了，帮您留个周末的工位？',
          },
          { day: 3, time: '15:00', title: '到期前三天', channel: 'call', note: '确认到店时间，没空就改约。' },
        ),
      }),
    },
    {
      kind: 'group',
      draft: draft({
        title: '车友群养成',
        trigger: 'founded',
        steps: steps(
          {
            day: 0,
            title: '群欢迎',
            text: '欢迎进群！我是{{ store.name }}的{{ advisor.name }}，用车问题随时在群里问。',
          },
          ...[30, 60, 90, 120, 150, 180, 240, 300, 360, 365].map((day): Step => ({
            day,
            title: `第 ${day} 天话题`,
            text: '群里的车主聊聊：最近一次长途去了哪儿？发张照片，前三位送洗车券。',
          })),
        ),
      }),
    },
  ]
}

/**
 * Four plans that have run for some days: given by the engine as of each day, and done through the use case of the
 * sidebar, by some advisors and not by others.
 */
export async function fillSops(deps: Deps): Promise<void> {
  const corpId = deps.settings.WECOM_CORP_ID
  const { db } = deps.database
  if ((await db.sopPlan.count({ where: { corpId } })) > 0) return
  const scope = await operatorScope(deps)
  const link = await db.script.findFirst({
    where: { corpId, kind: 'link', isEnabled: true, isPublished: true },
    orderBy: { id: 'asc' },
    select: { id: true },
  })
  for (const { kind, draft } of plans(link?.id, await walkDays(deps))) {
    const { id } = await createPlan(onDay(deps, DAYS), scope, { kind, draft })
    await startPlan(onDay(deps, DAYS), scope, id)
    for (let ago = DAYS; ago >= 0; ago--) {
      const then = onDay(deps, ago)
      const signal = new AbortController().signal
      await givePlan(then, { corpId, signal, shouldPause: () => false }, place(id))
      if (ago > 0) await doSome(then, id, ago)
    }
  }
}

const place = (planId: string) => ({ planId, version: 0, step: 0, after: '' })

/** Days that let some customers of the walk have a step today, whenever the demo is started. */
async function walkDays({ database: { sql }, clock, settings }: Deps): Promise<number[]> {
  const rows = await sql.all<{ at: string }>(
    `SELECT f."followedAt" AS "at" FROM "Follow" f JOIN "Staff" s ON s."corpId" = f."corpId" AND s."id" = f."staffId"
     JOIN "Contact" c ON c."corpId" = f."corpId" AND c."externalUserid" = f."externalUserid"
     WHERE f."corpId" = ? AND s."userKey" = ? AND f."endedAt" IS NULL AND NOT EXISTS (SELECT 1 FROM "Contact" c2
       JOIN "Follow" o ON o."corpId" = c2."corpId" AND o."externalUserid" = c2."externalUserid"
       WHERE c2."corpId" = c."corpId" AND c2."customerId" = c."customerId" AND o."staffId" <> f."staffId")
     ORDER BY f."followedAt" DESC LIMIT 4`,
    [settings.WECOM_CORP_ID, LEFT_OPEN[0] ?? ''],
  )
  const today = localDateOf(clock.nowMs())
  const days = rows.map(({ at }) => daysBetween(localDateOf(Date.parse(at)), today))
  return days.slice(1).filter((day) => day >= 1 && day <= 365)
}

/** As of some days ago, at three in the afternoon. The jobs of the running service see nothing of it. */
function onDay(deps: Deps, ago: number): Deps {
  const day = addDays(localDateOf(deps.clock.nowMs()), -ago)
  const nowMs = (): number => startOfDayMs(day) + 15 * HOUR_MS
  const jobs = { ...deps.jobs, add: () => Promise.resolve(''), nudge: () => undefined }
  return { ...deps, jobs, clock: { ...deps.clock, nowMs, now: () => new Date(nowMs()) } }
}

/** Of ten steps seven are sent, one is left out, two wait; those of the last days wait for whoever walks the demo. */
async function doSome(deps: Deps, planId: string, ago: number): Promise<void> {
  const corpId = deps.settings.WECOM_CORP_ID
  const { db } = deps.database
  const walkers = await db.staff.findMany({
    where: { corpId, userKey: { in: LEFT_OPEN } },
    select: { id: true },
  })
  const open = await db.task.findMany({
    where: { corpId, planId, doneAt: null },
    select: { id: true, staffId: true, stepId: true },
    orderBy: { key: 'asc' },
  })
  for (const [n, { id, staffId }] of open.entries()) {
    if (n % 10 > 7 || (ago < 3 && walkers.some((one) => one.id === staffId))) continue
    const by: Scope = { corpId, staffId, userid: '', app: 'chat', roles: ['advisor'], unitPaths: [] }
    const said =
      n % 10 === 7 ? ({ outcome: 'skipped', reason: 'not-fitting' } as const) : ({ outcome: 'sent' } as const)
    await recordStep(deps, by, { taskId: id, id: newId(deps.clock.nowMs()), ...said })
  }
}
