import { z } from 'zod'
import { rowEffect } from '../effects/row-effect.ts'
import { dutyNow, readDutyRows } from './duty.ts'
import { deleteUnlessGone, findWay, recordWay } from './way-outcome.ts'

const made = z.object({
  configId: z.string().optional(),
  pictureUrl: z.string().nullable().optional(),
  onDuty: z.array(z.string()).optional(),
  isDeleted: z.boolean().optional(),
})
type Made = z.infer<typeof made>

export const wayEffect = rowEffect({
  kind: 'contact-way',
  idName: 'codeId',
  // Making one twice leaves a code that nobody knows of: WeCom is asked first.
  isRepeatable: false,
  read: (deps, key) => deps.database.db.liveCode.findUnique({ where: { corpId_id: key } }),
  async run(deps, code) {
    const { corpId, id: codeId, configId, name: remark, skipVerify, state } = code
    const { contactWays } = deps.wecomOf(corpId)
    if (code.endedAt !== null) {
      if (configId !== null) await deleteUnlessGone(() => contactWays.delete(configId))
      return { state: 'done', result: { isDeleted: true } satisfies Made }
    }
    const rows = await readDutyRows(deps.database.sql, deps, { corpId, codeId })
    const { userids } = dutyNow(deps, rows)
    if (userids.length === 0)
      return {
        state: 'failed',
        reason: 'nobody-behind-code',
        errorText: 'Nobody behind this code is in service with the customer-contact function',
      }
    if (configId !== null) {
      await contactWays.update({ configId, remark, skipVerify, state, userids })
      return { state: 'done', result: { onDuty: userids } satisfies Made }
    }
    const way = await contactWays.create({ kind: 'several', remark, skipVerify, state, userids })
    const { qrCodeUrl: pictureUrl = null } = way
    return { state: 'done', result: { configId: way.configId, pictureUrl, onDuty: userids } satisfies Made }
  },
  async check(deps, { corpId, configId, createdAt: since, endedAt, state }) {
    if (configId !== null || endedAt !== null) return { state: 'not-done' }
    const way = await findWay(deps, { corpId, state, since })
    if (!way) return { state: 'not-done' }
    const { pictureUrl, userids: onDuty } = way
    return { state: 'done', result: { configId: way.configId, pictureUrl, onDuty } satisfies Made }
  },
  record(tx, deps, code) {
    const { isDeleted, onDuty, ...told } = made.catch({}).parse(code.outcome.result)
    const columns = { ...told, onDutyJson: onDuty && JSON.stringify(onDuty) }
    return recordWay(tx, deps, { ...code, table: 'LiveCode', isDeleted, columns })
  },
})
