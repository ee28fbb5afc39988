import type { Feature } from '../feature.ts'
import { takeoverJobs } from './jobs.ts'
import { takeoverRoutes } from './routes.ts'

/** What comes after WeCom has moved a customer: nothing is lost, and the successor starts well. */
export const takeover: Feature = {
  name: 'takeover',
  routes: takeoverRoutes,
  jobs: takeoverJobs,
  reactions: { 'contact-changed': 'takeover.begin' },
}
