import { AppError } from '../../platform/http/app-error.ts'
import { sendPicture } from '../contact-ways/code-picture.ts'
import { jsonRoute, rawRoute, type Feature } from '../feature.ts'
import { createGroupCode, endGroupCode, listGroupCodes, updateGroupCode } from './codes.ts'
import {
  changed,
  done,
  groupCodeChange,
  groupCodeInput,
  groupCodeList,
  groupCodeParams,
  groupCodeQuery,
  joinerList,
  joinerQuery,
  made,
} from './contract.ts'
import { listJoiners } from './list-joiners.ts'
import { joinWayEffect } from './way-effect.ts'

const editors = { roles: ['operator', 'admin'] as const, apps: ['console'] as const }

/** Codes that let people into groups, and found another group when all are full. */
export const groupCodes: Feature = {
  name: 'group-codes',
  routes: [
    jsonRoute({
      ...editors,
      method: 'GET',
      path: '/api/v1/group-codes',
      summary: 'Group codes with whom they let in',
      query: groupCodeQuery,
      output: groupCodeList,
      handle: ({ deps, scope, query }) => listGroupCodes(deps, scope, query.cursor),
    }),
    jsonRoute({
      ...editors,
      method: 'POST',
      path: '/api/v1/group-codes',
      summary: 'Make a group code; WeCom gets it by the outbox',
      body: groupCodeInput,
      output: made,
      status: 201,
      handle: ({ deps, scope, body }) => createGroupCode(deps, scope, body),
    }),
    jsonRoute({
      ...editors,
      method: 'PUT',
      path: '/api/v1/group-codes/:id',
      summary: 'Change a group code; its picture stays',
      params: groupCodeParams,
      body: groupCodeChange,
      output: changed,
      handle: ({ deps, scope, params, body }) => updateGroupCode(deps, scope, { ...body, id: params.id }),
    }),
    jsonRoute({
      ...editors,
      method: 'GET',
      path: '/api/v1/group-codes/:id/joiners',
      summary: 'Who came by a group code',
      params: groupCodeParams,
      query: joinerQuery,
      output: joinerList,
      handle: ({ deps, scope, params, query }) => listJoiners(deps, scope, { id: params.id, query }),
    }),
    jsonRoute({
      ...editors,
      method: 'POST',
      path: '/api/v1/group-codes/:id/end',
      summary: 'End a group code',
      params: groupCodeParams,
      output: done,
      handle: async ({ deps, scope, params }) => {
        await endGroupCode(deps, scope, params.id)
        return {}
      },
    }),
    rawRoute({
      ...editors,
      method: 'GET',
      path: '/api/v1/group-codes/:id/picture',
      summary: 'The picture of a group code',
      async raw(ctx, { deps, scope }) {
        if (!scope) throw new AppError('not-signed-in')
        const { id } = groupCodeParams.parse(ctx['params'])
        const { corpId } = scope
        const code = await deps.database.db.groupCode.findUnique({ where: { corpId_id: { corpId, id } } })
        await sendPicture(ctx, deps, { corpId, url: code?.pictureUrl ?? null })
      },
    }),
  ],
  effects: joinWayEffect.handlers,
}
