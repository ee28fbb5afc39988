import { z } from 'zod'
import { jobHandler } from '../../platform/jobs/index.ts'
import type { Feature } from '../feature.ts'
import { fileRoutes } from './file/routes.ts'
import { linkWaiting } from './link-waiting.ts'
import { intakeRoutes } from './routes.ts'

const ofCustomers = z.object({ customerIds: z.array(z.string()) })

export const intake: Feature = {
  name: 'intake',
  routes: [...fileRoutes, ...intakeRoutes],
  jobs: (deps) => ({
    'intake.link': jobHandler({
      parse: (payload) => ofCustomers.parse(payload),
      run: ({ corpId }, { customerIds }) => linkWaiting(deps, { corpId, customerIds }),
    }),
  }),
  reactions: {
    'customer-changed': 'intake.link',
    'contact-changed': 'intake.link',
    'orders-linked': 'intake.link',
  },
}
