import type { Deps } from '../features/deps.ts'
import { addCountsJob } from '../features/groups/counts/jobs.ts'
import { labelGroups } from '../features/groups/labels/label-groups.ts'
import { createLabel, listLabels } from '../features/groups/labels/labels.ts'
import type { Scope } from '../platform/http/scope.ts'
import { operatorScope } from './operator-scope.ts'

/** What a name says of a group: half of the company's groups are sorted, as in a first week. */
const SORTED: readonly { name: string; type: string; tag: string | null }[] = [
  { name: '服务', type: '售后服务', tag: null },
  { name: '试驾', type: '潜客', tag: '活动期' },
  { name: '1 群', type: '燃油车主', tag: '老车主' },
  { name: '2 群', type: '新能源车主', tag: null },
  { name: '3 群', type: '性能车主', tag: '活动期' },
]

/** Types and tags of some groups, and the counts that WeCom has of all of them. */
export async function fillGroups(deps: Deps): Promise<void> {
  const scope = await operatorScope(deps)
  const { corpId } = scope
  await addCountsJob(deps.database.sql, deps, { corpId, afterMs: 0 })
  if ((await deps.database.db.groupTagging.count({ where: { corpId } })) > 0) return
  for (const name of ['老车主', '活动期']) await createLabel(deps, scope, { kind: 'tag', name })
  await sort(deps, scope)
}

async function sort(deps: Deps, scope: Scope): Promise<void> {
  const { corpId } = scope
  const { items } = await listLabels(deps, scope)
  const idOf = (name: string | null): string[] =>
    items.filter((row) => row.name === name).map((row) => row.id)
  for (const { name, type, tag } of SORTED) {
    const groups = await deps.database.db.group.findMany({
      where: { corpId, dismissedAt: null, typeId: null, name: { contains: name } },
      select: { chatId: true },
      take: 100,
    })
    if (groups.length === 0) continue
    const chatIds = groups.map((group) => group.chatId)
    await labelGroups(deps, scope, { chatIds, typeId: idOf(type)[0], add: idOf(tag), remove: [] })
  }
}
