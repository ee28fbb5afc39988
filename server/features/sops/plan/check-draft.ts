import { EVERYONE } from '../../../domain/audience/condition.ts'
import { checkPlan, type PlanProblem } from '../../../domain/sop/check-plan.ts'
import { readOutreach } from '../../actions/gate/outreach-setting.ts'
import { audiencesNamed, livingAudiences } from '../../audiences/saved-audiences.ts'
import type { Deps } from '../../deps.ts'
import { areLabelsLiving } from '../../posts/draft/check-labels.ts'
import { checkTemplate } from '../../scripts/template.ts'
import type { Sop, SopDraft } from '../contract.ts'
import type { StoredPlan } from '../stored-plan.ts'

export interface Checked {
  problems: PlanProblem[]
  scripts: Sop['scripts']
}

/** Everything that keeps a plan from starting, and the materials it names. */
export async function checkDraft(deps: Deps, plan: StoredPlan): Promise<Checked> {
  const { corpId, kind, draft } = plan
  const { audience, steps } = draft
  const [{ contact }, scripts, gone] = await Promise.all([
    readOutreach(deps.database.sql, corpId),
    readScripts(deps, corpId, draft),
    checkAudiences(deps, plan),
  ])
  const said = { ...draft, kind, unitCount: audience.unitIds.length, hasCondition: hasCondition(draft) }
  const usable = new Set(scripts.filter((script) => script.isUsable).map(({ id }) => id))
  return {
    scripts,
    problems: [
      ...checkPlan(said, contact),
      ...gone,
      ...steps.flatMap(({ text, scriptIds }, step): PlanProblem[] => [
        ...checkTemplate(text).map(({ near }) => ({ is: 'step-template' as const, step, near })),
        ...(scriptIds.every((id) => usable.has(id)) ? [] : [{ is: 'script-gone' as const, step }]),
      ]),
    ],
  }
}

function hasCondition({ audience }: SopDraft): boolean {
  const { audienceId, condition, excluded, excludedAudienceIds, chatIds, nameHas, minMembers } = audience
  const { groupTypeIds, groupTagIds, excludedChatIds, excludedGroupTypeIds, excludedGroupTagIds } = audience
  const isOpen = JSON.stringify(condition) === JSON.stringify(EVERYONE)
  const isExcluding = excluded !== null || excludedAudienceIds.length > 0
  const ofGroups = [
    chatIds,
    groupTypeIds,
    groupTagIds,
    excludedChatIds,
    excludedGroupTypeIds,
    excludedGroupTagIds,
  ]
  const isOfGroups = ofGroups.some((ids) => ids.length > 0)
  return audienceId !== null || !isOpen || isExcluding || isOfGroups || nameHas !== '' || minMembers > 0
}

async function checkAudiences(deps: Deps, { corpId, kind, draft }: StoredPlan): Promise<PlanProblem[]> {
  if (kind === 'group')
    return (await areLabelsLiving(deps, corpId, draft.audience)) ? [] : [{ is: 'label-gone' }]
  const named = audiencesNamed(draft.audience)
  const living = await livingAudiences(deps, corpId, named)
  if (living.length < named.length) return [{ is: 'audience-gone' }]
  // The first so many of a list change every day: nobody could say who is in the plan.
  return living.some((row) => row.topCount !== null) ? [{ is: 'audience-cut' }] : []
}

async function readScripts(deps: Deps, corpId: string, { steps }: SopDraft): Promise<Sop['scripts']> {
  const ids = [...new Set(steps.flatMap((step) => step.scriptIds))]
  if (ids.length === 0) return []
  const rows = await deps.database.db.script.findMany({
    where: { corpId, id: { in: ids } },
    select: { id: true, title: true, kind: true, isEnabled: true, isPublished: true },
  })
  return rows.map(({ isEnabled, isPublished, ...row }) => ({ ...row, isUsable: isEnabled && isPublished }))
}
