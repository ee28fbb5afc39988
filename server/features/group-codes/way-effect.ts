import { z } from 'zod'
import { deleteUnlessGone, recordWay } from '../contact-ways/way-outcome.ts'
import { rowEffect } from '../effects/row-effect.ts'

const known = z.object({
  configId: z.string().optional(),
  pictureUrl: z.string().nullable().optional(),
  isDeleted: z.boolean().optional(),
})
type Known = z.infer<typeof known>

export const joinWayEffect = rowEffect({
  kind: 'join-way',
  idName: 'codeId',
  // WeCom cannot be asked for join ways. One made twice leaves a way that nobody has a code of, which harms nobody.
  isRepeatable: true,
  read: (deps, key) => deps.database.db.groupCode.findUnique({ where: { corpId_id: key } }),
  async run(deps, code) {
    const { joinWays } = deps.wecomOf(code.corpId)
    const { configId, name: remark, newGroupName, newGroupNumber, state } = code
    if (code.endedAt !== null) {
      if (configId !== null) await deleteUnlessGone(() => joinWays.delete(configId))
      return { state: 'done', result: { isDeleted: true } satisfies Known }
    }
    const input = {
      chatIds: z.array(z.string()).parse(JSON.parse(code.chatIdsJson)),
      remark,
      state,
      ...(newGroupName === null ? {} : { newGroupName, newGroupNumber }),
    }
    if (configId !== null) await joinWays.update({ configId, ...input })
    const madeId = configId ?? (await joinWays.create(input)).configId
    const { qrCodeUrl: pictureUrl = null } = await joinWays.get(madeId)
    return { state: 'done', result: { configId: madeId, pictureUrl } satisfies Known }
  },
  record(tx, deps, code) {
    const { isDeleted, ...columns } = known.catch({}).parse(code.outcome.result)
    return recordWay(tx, deps, { ...code, table: 'GroupCode', isDeleted, columns })
  },
})
