import { addDays } from '../../../server/domain/time.ts'
import { bulkUpsert } from '../../../server/platform/db/bulk-upsert.ts'
import type { TestDatabase } from '../../support/database.ts'
import { fillForesight } from './fill-foresight.ts'
import { CORP, HOUR_MS, type MadeCustomer, TODAY } from './made-company.ts'

const TABLES = [
  'Customer',
  'Contact',
  'Follow',
  'FollowTag',
  'CustomerTag',
  'Rfm',
  'Standing',
  'Prediction',
  'ResponseScore',
  'ProfileValue',
  'Vehicle',
  'Order',
  'TimelineEvent',
  'GroupMember',
  'MomentReaction',
  'PostTarget',
] as const

/** Replaces all customers by these; their ids are C0, C1 … */
export async function fillCompany(
  { sql }: TestDatabase,
  customers: readonly MadeCustomer[],
): Promise<string[]> {
  const at = new Date('2025-01-01T00:00:00Z')
  const base = { corpId: CORP, digest: '', updatedAt: at }
  await sql.transaction(async (tx) => {
    for (const table of TABLES) await tx.run(`DELETE FROM "${table}"`)
    const put = <C extends string>(
      table: string,
      key: readonly NoInfer<C>[],
      columns: readonly C[],
      rows: readonly Partial<Record<C, string | number | boolean | Date | null>>[],
    ) => bulkUpsert(tx, { table, key, columns, rows })
    for (const [n, one] of customers.entries()) {
      const customerId = `C${n}`
      const externalUserid = `wm${n}`
      await put(
        'Customer',
        ['corpId', 'id'],
        ['corpId', 'id', 'name', 'gender', 'search', 'createdAt', 'updatedAt'],
        [{ ...base, id: customerId, name: 'n', gender: one.gender, search: one.search, createdAt: at }],
      )
      await put(
        'Contact',
        ['corpId', 'externalUserid'],
        [
          'corpId',
          'externalUserid',
          'customerId',
          'name',
          'type',
          'gender',
          'digest',
          'firstSeenAt',
          'updatedAt',
        ],
        [{ ...base, externalUserid, customerId, name: 'n', type: 1, gender: 0, firstSeenAt: at }],
      )
      await put(
        'Follow',
        ['corpId', 'staffId', 'externalUserid'],
        [
          'corpId',
          'staffId',
          'externalUserid',
          'remark',
          'description',
          'addWay',
          'state',
          'followedAt',
          'search',
          'digest',
          'updatedAt',
          'awaitingHandover',
          'endedAt',
        ],
        one.follows.map((follow) => ({
          ...base,
          staffId: follow.staffId,
          addWay: follow.addWay,
          state: follow.state,
          search: follow.search,
          followedAt: follow.followedAt,
          endedAt: follow.endedAt,
          externalUserid,
          remark: '',
          description: '',
          awaitingHandover: follow.isAwaiting,
        })),
      )
      await put(
        'FollowTag',
        ['corpId', 'staffId', 'externalUserid', 'tagId'],
        ['corpId', 'staffId', 'externalUserid', 'tagId'],
        one.follows.flatMap(({ staffId, tagIds }) =>
          tagIds.map((tagId) => ({ corpId: CORP, staffId, externalUserid, tagId })),
        ),
      )
      if (one.code !== null)
        await put(
          'Rfm',
          ['corpId', 'customerId'],
          [
            'corpId',
            'customerId',
            'lastVisitOn',
            'frequency',
            'monetaryFen',
            'recencyScore',
            'frequencyScore',
            'monetaryScore',
            'code',
            'thresholdVersion',
            'asOf',
          ],
          [
            {
              corpId: CORP,
              customerId,
              lastVisitOn: one.lastVisitOn,
              frequency: one.frequency,
              monetaryFen: one.monetaryFen,
              recencyScore: 3,
              frequencyScore: 1,
              monetaryScore: 5,
              code: one.code,
              thresholdVersion: 'V',
              asOf: TODAY,
            },
          ],
        )
      if (one.standing !== null)
        await put(
          'Standing',
          ['corpId', 'customerId'],
          [
            'corpId',
            'customerId',
            'stage',
            'ruleStage',
            'stageCause',
            'visitDays',
            'grade',
            'distance',
            'daysToBuy',
            'modelsCompared',
            'distanceJson',
            'isOwner',
            'asOf',
          ],
          [
            {
              ...one.standing,
              corpId: CORP,
              customerId,
              ruleStage: 'growth',
              stageCause: 'x',
              visitDays: 0,
              distanceJson: '{}',
              isOwner: false,
              asOf: TODAY,
            },
          ],
        )
      await fillForesight(tx, customerId, one)
      const tag = (tagKey: string, ended: boolean) => ({
        corpId: CORP,
        id: `${customerId}${tagKey}${ended}`,
        customerId,
        tagKey,
        openKey: ended ? null : `${customerId} ${tagKey}`,
        source: 'rule',
        name: tagKey,
        reasonJson: '[]',
        since: at,
        endedAt: ended ? at : null,
      })
      await put(
        'CustomerTag',
        ['corpId', 'id'],
        [
          'corpId',
          'id',
          'customerId',
          'tagKey',
          'openKey',
          'source',
          'name',
          'reasonJson',
          'since',
          'endedAt',
        ],
        [...one.tags.map((key) => tag(key, false)), ...one.lostTags.map((key) => tag(key, true))],
      )
      await put(
        'Vehicle',
        ['corpId', 'id'],
        [
          'corpId',
          'id',
          'customerId',
          'model',
          'deliveredOn',
          'nextServiceOn',
          'warrantyEndsOn',
          'insuranceEndsOn',
          'inspectionDueOn',
          'updatedAt',
        ],
        one.vehicles.map((vehicle, v) => ({
          ...vehicle,
          corpId: CORP,
          updatedAt: at,
          id: `${customerId}V${v}`,
          customerId,
        })),
      )
      await put(
        'Order',
        ['corpId', 'orderNo'],
        [
          'corpId',
          'orderNo',
          'customerId',
          'kind',
          'status',
          'paidFen',
          'refundedFen',
          'orderedAt',
          'orderedOn',
          'title',
          'vehicleModel',
          'digest',
          'importId',
          'updatedAt',
        ],
        one.orders.map(({ at: orderedAt, ...order }, o) => ({
          ...base,
          ...order,
          orderNo: `${customerId}O${o}`,
          customerId,
          orderedAt,
          orderedOn: addDays('1970-01-01', Math.floor((orderedAt.getTime() + 8 * HOUR_MS) / (24 * HOUR_MS))),
          title: 'S7 保养',
          importId: 'I',
        })),
      )
      await put(
        'TimelineEvent',
        ['corpId', 'id'],
        ['corpId', 'id', 'customerId', 'at', 'kind', 'key', 'subject', 'amount', 'detailJson'],
        one.events.map((event, e) => ({
          ...event,
          corpId: CORP,
          id: `${customerId}E${e}`,
          customerId,
          key: `${customerId}E${e}`,
          detailJson: '{}',
        })),
      )
      await put(
        'GroupMember',
        ['corpId', 'chatId', 'memberId'],
        ['corpId', 'chatId', 'memberId', 'type', 'name', 'isAdmin', 'joinedAt', 'joinScene', 'leftAt'],
        one.groups.map((member) => ({
          ...member,
          corpId: CORP,
          memberId: externalUserid,
          type: 2,
          name: 'n',
          isAdmin: false,
          joinScene: 1,
        })),
      )
      await put(
        'PostTarget',
        ['corpId', 'postId', 'targetId'],
        ['corpId', 'postId', 'targetId', 'planNumber', 'customerId', 'staffId', 'state', 'sentAt'],
        one.targets.map((target) => ({
          ...target,
          corpId: CORP,
          targetId: customerId,
          planNumber: 1,
          customerId,
        })),
      )
      await put(
        'MomentReaction',
        ['corpId', 'momentId', 'userid', 'kind', 'actorId', 'createdAt'],
        ['corpId', 'momentId', 'userid', 'kind', 'actorId', 'createdAt'],
        one.likes.map(({ at: createdAt, ...like }) => ({
          ...like,
          corpId: CORP,
          userid: 's1',
          actorId: externalUserid,
          createdAt,
        })),
      )
    }
  })
  return customers.map((_, n) => `C${n}`)
}
