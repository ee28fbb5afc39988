import type { Feature } from '../feature.ts'
import { sopJobs } from './jobs.ts'
import { planRoutes } from './routes.ts'
import { stepRoutes } from './steps/routes.ts'

/** Standing plans: which steps members are asked to take for a customer or a group, as tasks on the day they are due. */
export const sops: Feature = {
  name: 'sops',
  routes: [...planRoutes, ...stepRoutes],
  jobs: sopJobs,
  reactions: {
    'contact-changed': 'sops.look',
    'orders-linked': 'sops.look',
    'facts-recorded': 'sops.look',
    'customer-merged': 'sops.look',
  },
}
