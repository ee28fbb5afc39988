import { z } from 'zod'
import { jobHandler, type JobHandler } from '../../platform/jobs/index.ts'
import { customersJob } from '../customers-job.ts'
import type { Deps } from '../deps.ts'
import type { Feature } from '../feature.ts'
import { announce, announceMerges } from './announce.ts'
import { deliver, giveDeliveryUp } from './deliver.ts'
import { webhookRoutes } from './routes.ts'

const ofDelivery = z.object({ deliveryId: z.string() })

const announcing = (deps: Deps, type: Parameters<typeof announce>[1]['type']): JobHandler =>
  customersJob(({ corpId }, customerIds) => announce(deps, { corpId, type, customerIds }))

export const webhooks: Feature = {
  name: 'webhooks',
  routes: webhookRoutes,
  jobs: (deps) => ({
    'webhooks.customer-changed': announcing(deps, 'customer.changed'),
    'webhooks.orders-linked': announcing(deps, 'order.linked'),
    'webhooks.facts-recorded': announcing(deps, 'facts.recorded'),
    'webhooks.customer-merged': customersJob(({ corpId }, customerIds) =>
      announceMerges(deps, { corpId, customerIds }),
    ),
    'webhooks.deliver': jobHandler({
      parse: (payload) => ofDelivery.parse(payload),
      concurrency: 4,
      run: (context, { deliveryId }) => deliver(deps, context, deliveryId),
      gaveUp: (context, { deliveryId }) => giveDeliveryUp(deps, context, deliveryId),
    }),
  }),
  reactions: {
    'customer-changed': 'webhooks.customer-changed',
    'contact-changed': 'webhooks.customer-changed',
    'orders-linked': 'webhooks.orders-linked',
    'facts-recorded': 'webhooks.facts-recorded',
    'customer-merged': 'webhooks.customer-merged',
  },
}
