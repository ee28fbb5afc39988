import { customersJob } from '../customers-job.ts'
import type { Feature } from '../feature.ts'
import { fileRoutes } from './file/routes.ts'
import { linkWaiting } from './link-waiting.ts'
import { intakeRoutes } from './routes.ts'

export const intake: Feature = {
  name: 'intake',
  routes: [...fileRoutes, ...intakeRoutes],
  jobs: (deps) => ({
    'intake.link': customersJob(({ corpId }, customerIds) => linkWaiting(deps, { corpId, customerIds })),
  }),
  reactions: {
    'customer-changed': 'intake.link',
    'contact-changed': 'intake.link',
    'orders-linked': 'intake.link',
  },
}
