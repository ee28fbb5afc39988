import { AppError } from '../../platform/http/app-error.ts'
import type { Route } from '../../platform/http/route.ts'
import type { Deps } from '../deps.ts'
import { jsonRoute, rawRoute } from '../feature.ts'
import { addCost, createChannel, listChannels, listCosts, removeCost, updateChannel } from './channels.ts'
import { sendPicture } from './code-picture.ts'
import {
  channelInput,
  channelList,
  channelParams,
  codeDetail,
  codeEdit,
  codeList,
  codeParams,
  codeQuery,
  costInput,
  costList,
  costParams,
  created,
  done,
  leadList,
  leadQuery,
  newCode,
  periodQuery,
  saved,
  staffChoices,
  staffQuery,
} from './contract.ts'
import { createCode, endCode, updateCode } from './edit-code.ts'
import { findCodeStaff } from './find-staff.ts'
import { listCodes, readCode } from './list-codes.ts'
import { listLeads } from './list-leads.ts'

const editors = { roles: ['operator', 'admin'] as const, apps: ['console'] as const }

const channels: Route<Deps>[] = [
  jsonRoute({
    ...editors,
    method: 'GET',
    path: '/api/v1/channels',
    summary: 'Channels with what they brought and cost',
    query: periodQuery,
    output: channelList,
    handle: ({ deps, scope, query }) => listChannels(deps, scope, query.days),
  }),
  jsonRoute({
    ...editors,
    method: 'POST',
    path: '/api/v1/channels',
    summary: 'Add a channel',
    body: channelInput,
    output: created,
    status: 201,
    handle: ({ deps, scope, body }) => createChannel(deps, scope, body),
  }),
  jsonRoute({
    ...editors,
    method: 'PUT',
    path: '/api/v1/channels/:id',
    summary: 'Another name or kind of a channel',
    params: channelParams,
    body: channelInput,
    output: done,
    handle: async ({ deps, scope, params, body }) => {
      await updateChannel(deps, scope, { id: params.id, ...body })
      return {}
    },
  }),
  jsonRoute({
    ...editors,
    method: 'GET',
    path: '/api/v1/channels/:id/leads',
    summary: 'The people behind the numbers of a channel',
    params: channelParams,
    query: leadQuery,
    output: leadList,
    handle: ({ deps, scope, params, query }) =>
      listLeads(deps, scope, { of: { channelId: params.id }, query }),
  }),
  jsonRoute({
    ...editors,
    method: 'GET',
    path: '/api/v1/channels/:id/costs',
    summary: 'What a channel cost, by period',
    params: channelParams,
    output: costList,
    handle: ({ deps, scope, params }) => listCosts(deps, scope, params.id),
  }),
  jsonRoute({
    ...editors,
    method: 'POST',
    path: '/api/v1/channels/:id/costs',
    summary: 'Enter what a channel cost in some days',
    params: channelParams,
    body: costInput,
    output: created,
    status: 201,
    handle: ({ deps, scope, params, body }) => addCost(deps, scope, { channelId: params.id, cost: body }),
  }),
  jsonRoute({
    ...editors,
    method: 'DELETE',
    path: '/api/v1/channels/:id/costs/:costId',
    summary: 'Take a cost back',
    params: costParams,
    output: done,
    handle: async ({ deps, scope, params }) => {
      await removeCost(deps, scope, { channelId: params.id, costId: params.costId })
      return {}
    },
  }),
]

const codes: Route<Deps>[] = [
  jsonRoute({
    ...editors,
    method: 'GET',
    path: '/api/v1/code-staff',
    summary: 'Members one may put behind a live code',
    query: staffQuery,
    output: staffChoices,
    handle: ({ deps, scope, query }) => findCodeStaff(deps, scope, query),
  }),
  jsonRoute({
    ...editors,
    method: 'GET',
    path: '/api/v1/live-codes',
    summary: 'Live codes with what they brought',
    query: codeQuery,
    output: codeList,
    handle: ({ deps, scope, query }) => listCodes(deps, scope, query),
  }),
  jsonRoute({
    ...editors,
    method: 'POST',
    path: '/api/v1/live-codes',
    summary: 'Make a live code; WeCom gets it by the outbox',
    body: newCode,
    output: saved,
    status: 201,
    handle: ({ deps, scope, body }) => createCode(deps, scope, body),
  }),
  jsonRoute({
    ...editors,
    method: 'GET',
    path: '/api/v1/live-codes/:id',
    summary: 'One live code and who stands behind it now',
    params: codeParams,
    output: codeDetail,
    handle: ({ deps, scope, params }) => readCode(deps, scope, params.id),
  }),
  jsonRoute({
    ...editors,
    method: 'PUT',
    path: '/api/v1/live-codes/:id',
    summary: 'Change a live code',
    params: codeParams,
    body: codeEdit,
    output: saved,
    handle: ({ deps, scope, params, body }) => updateCode(deps, scope, { ...body, id: params.id }),
  }),
  jsonRoute({
    ...editors,
    method: 'POST',
    path: '/api/v1/live-codes/:id/end',
    summary: 'End a live code: scanning it leads nowhere any more',
    params: codeParams,
    output: done,
    handle: async ({ deps, scope, params }) => {
      await endCode(deps, scope, params.id)
      return {}
    },
  }),
  jsonRoute({
    ...editors,
    method: 'GET',
    path: '/api/v1/live-codes/:id/leads',
    summary: 'The people behind the numbers of a live code',
    params: codeParams,
    query: leadQuery,
    output: leadList,
    handle: ({ deps, scope, params, query }) => listLeads(deps, scope, { of: { codeId: params.id }, query }),
  }),
  rawRoute({
    ...editors,
    method: 'GET',
    path: '/api/v1/live-codes/:id/picture',
    summary: 'The picture of a live code',
    async raw(ctx, { deps, scope }) {
      if (!scope) throw new AppError('not-signed-in')
      const { id } = codeParams.parse(ctx['params'])
      const { corpId } = scope
      const code = await deps.database.db.liveCode.findUnique({ where: { corpId_id: { corpId, id } } })
      await sendPicture(ctx, deps, { corpId, url: code?.pictureUrl ?? null })
    },
  }),
]

export const contactWayRoutes = [...channels, ...codes]
