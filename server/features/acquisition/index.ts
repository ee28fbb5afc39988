import { leadList, leadQuery } from '../contact-ways/contract.ts'
import { listLeads } from '../contact-ways/list-leads.ts'
import { jsonRoute, type Feature } from '../feature.ts'
import {
  changed,
  comers,
  comersQuery,
  done,
  linkChange,
  linkInput,
  linkList,
  linkParams,
  linkQuery,
  made,
  quota,
} from './contract.ts'
import { linkEffect } from './link-effect.ts'
import { createLink, endLink, listLinks, updateLink } from './links.ts'
import { listComers } from './list-comers.ts'

const editors = { roles: ['operator', 'admin'] as const, apps: ['console'] as const }

/** Acquisition links: made, ended, and who came by each. */
export const acquisition: Feature = {
  name: 'acquisition',
  routes: [
    jsonRoute({
      ...editors,
      method: 'GET',
      path: '/api/v1/acquisition-links',
      summary: 'Acquisition links',
      query: linkQuery,
      output: linkList,
      handle: ({ deps, scope, query }) => listLinks(deps, scope, query),
    }),
    jsonRoute({
      ...editors,
      method: 'POST',
      path: '/api/v1/acquisition-links',
      summary: 'Make an acquisition link; WeCom gets it by the outbox',
      body: linkInput,
      output: made,
      status: 201,
      handle: ({ deps, scope, body }) => createLink(deps, scope, body),
    }),
    jsonRoute({
      ...editors,
      method: 'PUT',
      path: '/api/v1/acquisition-links/:id',
      summary: 'Another name or other staff of an acquisition link; its address stays',
      params: linkParams,
      body: linkChange,
      output: changed,
      handle: ({ deps, scope, params, body }) => updateLink(deps, scope, { ...body, id: params.id }),
    }),
    jsonRoute({
      ...editors,
      method: 'GET',
      path: '/api/v1/acquisition-quota',
      summary: 'Customers that may still be acquired, as WeCom says now',
      output: quota,
      handle: ({ deps, scope }) => deps.wecomOf(scope.corpId).acquisition.quota(),
    }),
    jsonRoute({
      ...editors,
      method: 'POST',
      path: '/api/v1/acquisition-links/:id/end',
      summary: 'End an acquisition link',
      params: linkParams,
      output: done,
      handle: async ({ deps, scope, params }) => {
        await endLink(deps, scope, params.id)
        return {}
      },
    }),
    jsonRoute({
      ...editors,
      method: 'GET',
      path: '/api/v1/acquisition-links/:id/customers',
      summary: 'Who came by an acquisition link',
      params: linkParams,
      query: comersQuery,
      output: comers,
      handle: ({ deps, scope, params, query }) =>
        listComers(deps, scope, { id: params.id, cursor: query.cursor }),
    }),
    jsonRoute({
      ...editors,
      method: 'GET',
      path: '/api/v1/acquisition-links/:id/leads',
      summary: 'The people behind the numbers of an acquisition link',
      params: linkParams,
      query: leadQuery,
      output: leadList,
      handle: ({ deps, scope, params, query }) =>
        listLeads(deps, scope, { of: { linkId: params.id }, query }),
    }),
  ],
  effects: linkEffect.handlers,
}
