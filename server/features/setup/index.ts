import { jsonRoute, rawRoute, type Feature } from '../feature.ts'
import { AppError } from '../../platform/http/app-error.ts'
import { setup as setupAnswer } from './contract.ts'
import { readSetup } from './read-setup.ts'

export const setup: Feature = {
  name: 'setup',
  routes: [
    jsonRoute({
      method: 'GET',
      path: '/api/v1/setup',
      summary: 'What is still to do in WeCom',
      roles: ['admin'],
      apps: ['console'],
      output: setupAnswer,
      handle: ({ deps, scope }) => readSetup(deps, scope),
    }),
    rawRoute({
      method: 'GET',
      path: '/WW_verify_:code.txt',
      summary: "WeCom's proof that the domain is ours",
      roles: 'public',
      apps: [],
      raw: async (ctx, { deps }) => {
        // Each corp's app has a file of its own for the same domain.
        const name = deps.corps.all().find((corp) => ctx.path === `/${corp.domainProof}`)?.domainProof
        if (!name) throw new AppError('not-found')
        ctx.type = 'text/plain'
        // The body is the code alone, without a line break.
        ctx.body = name.slice('WW_verify_'.length, -'.txt'.length)
      },
    }),
  ],
}
