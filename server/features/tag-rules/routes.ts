import type { Route } from '../../platform/http/route.ts'
import { customerParams } from '../customers/contract.ts'
import type { Deps } from '../deps.ts'
import { jsonRoute } from '../feature.ts'
import {
  created,
  customerTagParams,
  customerTags,
  newCustomerTag,
  nothing,
  preview,
  previewInput,
  ruleEdit,
  ruleHistory,
  ruleInput,
  ruleList,
  ruleParams,
  ruleSaved,
} from './contract.ts'
import { addCustomerTag, readCustomerTags, removeCustomerTag } from './customer-tags.ts'
import { createRule, listRules, readHistory, updateRule } from './edit-rules.ts'
import { previewRule } from './preview-rule.ts'

const editors = { roles: ['operator', 'admin'] as const, apps: ['console'] as const }
const anyone = { roles: ['advisor'] as const, apps: ['chat', 'console'] as const }

const rules: Route<Deps>[] = [
  jsonRoute({
    ...editors,
    method: 'GET',
    path: '/api/v1/tag-rules',
    summary: 'Rules that give tags, with how many have them',
    output: ruleList,
    handle: ({ deps, scope }) => listRules(deps, scope),
  }),
  jsonRoute({
    ...editors,
    method: 'POST',
    path: '/api/v1/tag-rules',
    summary: 'Add a rule; its tags appear by themselves',
    body: ruleInput,
    output: ruleSaved,
    status: 201,
    handle: ({ deps, scope, body }) => createRule(deps, scope, body),
  }),
  jsonRoute({
    ...editors,
    method: 'POST',
    path: '/api/v1/tag-rules/preview',
    summary: 'Whom a rule would mean, before it is saved',
    body: previewInput,
    output: preview,
    handle: ({ deps, scope, body }) => previewRule(deps, scope, body),
  }),
  jsonRoute({
    ...editors,
    method: 'PUT',
    path: '/api/v1/tag-rules/:id',
    summary: 'A new version of a rule, or its switch',
    params: ruleParams,
    body: ruleEdit,
    output: ruleSaved,
    handle: ({ deps, scope, params, body }) => updateRule(deps, scope, { ...body, id: params.id }),
  }),
  jsonRoute({
    ...editors,
    method: 'GET',
    path: '/api/v1/tag-rules/:id/history',
    summary: 'What a rule said in each version',
    params: ruleParams,
    output: ruleHistory,
    handle: ({ deps, scope, params }) => readHistory(deps, scope, params.id),
  }),
]

const ofCustomer: Route<Deps>[] = [
  jsonRoute({
    ...anyone,
    method: 'GET',
    path: '/api/v1/customers/:id/tags',
    summary: 'Tags of rules and by hand, with reasons and history',
    params: customerParams,
    output: customerTags,
    handle: ({ deps, scope, params }) => readCustomerTags(deps, scope, params.id),
  }),
  jsonRoute({
    ...anyone,
    method: 'POST',
    path: '/api/v1/customers/:id/tags',
    summary: 'Add a tag in one’s own words',
    params: customerParams,
    body: newCustomerTag,
    output: created,
    status: 201,
    handle: ({ deps, scope, params, body }) =>
      addCustomerTag(deps, scope, { customerId: params.id, name: body.name }),
  }),
  jsonRoute({
    ...anyone,
    method: 'DELETE',
    path: '/api/v1/customers/:id/tags/:tagId',
    summary: 'Take a tag given by hand away',
    params: customerTagParams,
    output: nothing,
    handle: async ({ deps, scope, params }) => {
      await removeCustomerTag(deps, scope, { customerId: params.id, tagId: params.tagId })
      return {}
    },
  }),
]

export const tagRuleRoutes = [...rules, ...ofCustomer]
