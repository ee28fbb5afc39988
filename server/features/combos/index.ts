import type { Feature } from '../feature.ts'
import { comboJobs } from './jobs.ts'
import { comboRoutes } from './routes.ts'

/** What goes together in one visit, and what may therefore be offered to whom. */
export const combos: Feature = {
  name: 'combos',
  routes: comboRoutes,
  jobs: comboJobs,
  reactions: { 'orders-linked': 'combos.refresh' },
}
