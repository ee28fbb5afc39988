import type { Feature } from '../feature.ts'
import { orderJobs } from './jobs.ts'
import { orderRoutes } from './routes.ts'

export const orders: Feature = {
  name: 'orders',
  routes: orderRoutes,
  jobs: orderJobs,
  reactions: { 'customer-changed': 'orders.relink', 'contact-changed': 'orders.relink' },
}
