import { z } from 'zod'
import type { Scope } from '../../platform/http/scope.ts'
import { isWecomError } from '../../wecom/index.ts'
import type { Deps } from '../deps.ts'
import type { EffectHandler } from '../feature.ts'
import type { RemarkChanged, RemarkEdit } from './contract.ts'
import { writeOwnEdit } from './edit-follow.ts'
import { remarkPayload } from './pending-edits.ts'
import { requireOwnFollow } from './policy.ts'
import { readOwnFollow } from './read-own-follow.ts'
import { rollBack } from './roll-back.ts'

/** Remark and description of the asking person's own relation. */
export async function editRemark(
  deps: Deps,
  scope: Scope,
  { externalUserid, edit }: { externalUserid: string; edit: RemarkEdit },
): Promise<RemarkChanged> {
  const result = await deps.database.sql.transaction(async (tx) => {
    const before = await requireOwnFollow(tx, deps, { scope, externalUserid })
    const after = {
      remark: edit.remark ?? before.remark,
      description: edit.description ?? before.description,
    }
    const payload = { staffId: scope.staffId, externalUserid, ...edit }
    const planned = await writeOwnEdit(tx, deps, {
      scope,
      before,
      change: after,
      effect: { kind: 'remark', payload, merge: (waiting) => ({ ...remarkPayload.parse(waiting), ...edit }) },
    })
    return { after, planned }
  })
  deps.live.tell({ corpId: scope.corpId, topic: 'contact', id: externalUserid })
  const { after, planned } = result
  return {
    effectId: planned.id,
    sendsAt: planned.id === null ? null : planned.notBefore.toISOString(),
    ...after,
  }
}

/** Writes the remark to WeCom. If WeCom will not have it, the copy goes back to what WeCom has. */
export function remarkEffect(deps: Deps): EffectHandler {
  return {
    isRepeatable: true,
    async run({ corpId, id, payload }) {
      const { staffId, externalUserid, remark, description } = remarkPayload.parse(payload)
      const userid = await useridOf(deps, corpId, staffId)
      try {
        await deps.wecomOf(corpId).contacts.remark({
          userid,
          externalUserid,
          ...(remark === undefined ? {} : { remark }),
          ...(description === undefined ? {} : { description }),
        })
        return { state: 'done' }
      } catch (error) {
        if (!isWecomError(error, 'gone', 'refused', 'denied', 'invalid')) throw error
        return rollBack(deps, { corpId, externalUserid, effectId: id, error })
      }
    },
    async check({ corpId, payload }) {
      const { staffId, externalUserid, remark, description } = remarkPayload.parse(payload)
      const userid = await useridOf(deps, corpId, staffId)
      const follow = await readOwnFollow(deps, { corpId, userid, externalUserid })
      const isThere =
        follow !== null &&
        (remark === undefined || follow.remark === remark) &&
        (description === undefined || follow.description === description)
      return { state: isThere ? 'done' : 'not-done' }
    },
  }
}

const named = z.object({ userid: z.string() })

export async function useridOf(deps: Deps, corpId: string, staffId: string): Promise<string> {
  const [row] = await deps.database.sql.all('SELECT "userid" FROM "Staff" WHERE "corpId" = ? AND "id" = ?', [
    corpId,
    staffId,
  ])
  return named.parse(row).userid
}
