import type { Deps } from '../features/deps.ts'
import { addCountsJob } from '../features/groups/counts/jobs.ts'
import { labelGroups } from '../features/groups/labels/label-groups.ts'
import { createLabel, listLabels } from '../features/groups/labels/labels.ts'
import type { Scope } from '../platform/http/scope.ts'
import { createWelcome } from '../features/group-welcomes/welcomes.ts'
import { operatorScope } from './operator-scope.ts'

/** What a name says of a group: most of the company's groups are sorted, as in a first week. */
const SORTED: readonly { name: string; type: string; tag: string | null }[] = [
  { name: '新能源', type: '新能源车主', tag: null },
  { name: '保养', type: '售后服务', tag: null },
  { name: '试驾', type: '潜客', tag: '活动期' },
  { name: '自驾', type: '活动', tag: '活动期' },
  { name: '车友', type: '燃油车主', tag: '老车主' },
]

const WELCOMES = [
  {
    name: '车主群欢迎语',
    text: '欢迎 %NICKNAME%！保养、用车问题都可以在群里问，群主工作日 9 点到 18 点回复。',
  },
  { name: '试驾群欢迎语', text: '欢迎 %NICKNAME% 进群！每周六上午有试驾专场，想来的在群里报个名。' },
] as const

/** Types and tags of some groups, and the counts that WeCom has of all of them. */
export async function fillGroups(deps: Deps): Promise<void> {
  const scope = await operatorScope(deps)
  const { corpId } = scope
  await addCountsJob(deps.database.sql, deps, { corpId, afterMs: 0 })
  if ((await deps.database.db.groupTagging.count({ where: { corpId } })) > 0) return
  for (const name of ['老车主', '活动期']) await createLabel(deps, scope, { kind: 'tag', name })
  await sort(deps, scope)
  for (const { name, text } of WELCOMES)
    await createWelcome(deps, scope, { name, content: { text, attachments: [] }, notifiesOwners: false })
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
