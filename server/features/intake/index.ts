import { z } from 'zod'
import { customersJob } from '../customers-job.ts'
import type { Feature } from '../feature.ts'
import { fileRoutes } from './file/routes.ts'
import { linkWaiting } from './link-waiting.ts'
import { refusedRoutes } from './refused/routes.ts'
import { sweepRefusals } from './refused/sweep-refusals.ts'
import { intakeRoutes } from './routes.ts'

export const intake: Feature = {
  name: 'intake',
  routes: [...fileRoutes, ...refusedRoutes, ...intakeRoutes],
  jobs: (deps) => ({
    'intake.link': customersJob(({ corpId }, customerIds) => linkWaiting(deps, { corpId, customerIds })),
    'intake.sweep': {
      parse: (payload) => z.unknown().parse(payload),
      run: ({ corpId }) => sweepRefusals(deps, corpId),
    },
  }),
  reactions: {
    'customer-changed': 'intake.link',
    'contact-changed': 'intake.link',
    'orders-linked': 'intake.link',
  },
}
