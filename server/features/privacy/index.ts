import { AppError } from '../../platform/http/app-error.ts'
import { customerParams } from '../customers/contract.ts'
import { jsonRoute, rawRoute, type Feature } from '../feature.ts'
import { erasureAnswer, erasureInput } from './contract.ts'
import { erasePerson } from './erase-person.ts'
import { exportPerson } from './export-person.ts'

const shared = { roles: ['admin'] as const, apps: ['console'] as const }

export const privacy: Feature = {
  name: 'privacy',
  routes: [
    rawRoute({
      ...shared,
      method: 'GET',
      path: '/api/v1/customers/:id/personal-data.json',
      summary: 'Everything known of a person, for that person (audited)',
      async raw(ctx, { deps, scope }) {
        if (!scope) throw new AppError('not-signed-in')
        const { id } = customerParams.parse(ctx['params'])
        const answer = await exportPerson(deps, scope, id)
        ctx.type = 'application/json; charset=utf-8'
        ctx.set('content-disposition', `attachment; filename="person-${id}.json"`)
        ctx.set('cache-control', 'no-store')
        ctx.body = JSON.stringify(answer, null, 2)
      },
    }),
    jsonRoute({
      ...shared,
      method: 'POST',
      path: '/api/v1/customers/:id/erasures',
      summary: 'Take every personal value of a person away; counts stay (audited)',
      params: customerParams,
      body: erasureInput,
      output: erasureAnswer,
      handle: ({ deps, scope, params, body }) =>
        erasePerson(deps, scope, { customerId: params.id, reason: body.reason }),
    }),
  ],
}
