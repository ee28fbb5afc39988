import { originsIn } from '../../../domain/post/content.ts'
import { isValidOn } from '../../../domain/script-fit.ts'
import { type LocalDate, localDateOf } from '../../../domain/time.ts'
import type { Deps } from '../../deps.ts'
import type { Post } from '../contract.ts'
import type { StoredPost } from '../stored-post.ts'

type Problem = Post['problems']['materials'][number]

/** Whether what was taken from the library may still go out on the day of the post: the copy would not notice. */
export async function checkMaterials(
  { database: { db }, clock }: Deps,
  { corpId, draft }: Pick<StoredPost, 'corpId' | 'draft'>,
): Promise<Problem[]> {
  const origins = [draft.content, ...(draft.second === null ? [] : [draft.second])].flatMap(originsIn)
  if (origins.length === 0) return []
  const ids = [...new Set(origins.map(({ scriptId }) => scriptId))]
  const [scripts, editions] = await Promise.all([
    db.script.findMany({
      where: { corpId, id: { in: ids } },
      select: {
        id: true,
        title: true,
        isEnabled: true,
        isPublished: true,
        validFrom: true,
        validTo: true,
      },
    }),
    db.scriptVersion.findMany({
      where: { corpId, OR: origins.map(({ scriptId, version }) => ({ scriptId, version })) },
      select: { scriptId: true, version: true, state: true, title: true },
    }),
  ])
  const day = localDateOf(draft.startsAt === null ? clock.nowMs() : Date.parse(draft.startsAt))
  const found = new Map<string, Problem>()
  for (const { scriptId, version } of origins) {
    const edition = editions.find((one) => one.scriptId === scriptId && one.version === version)
    const script = scripts.find((one) => one.id === scriptId)
    // An edition nobody has agreed to goes out nowhere.
    const is = script && edition?.state === 'approved' ? fault(script, day) : 'gone'
    if (is !== null) found.set(scriptId, { title: script?.title ?? edition?.title ?? '', is })
  }
  return [...found.values()]
}

interface Standing {
  isEnabled: boolean
  isPublished: boolean
  validFrom: LocalDate | null
  validTo: LocalDate | null
}

function fault(script: Standing, day: LocalDate): Problem['is'] | null {
  if (!script.isEnabled || !script.isPublished) return 'off'
  if (isValidOn(script, day)) return null
  return script.validFrom !== null && script.validFrom > day ? 'too-early' : 'over'
}
