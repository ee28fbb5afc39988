import type { Feature } from '../feature.ts'
import { contactWayJobs, RECORD_JOB } from './jobs.ts'
import { contactWayRoutes } from './routes.ts'
import { wayEffect } from './way-effect.ts'

/** Where new customers come from: live codes with staff, tags and welcome of their own, and channels with their cost. */
export const contactWays: Feature = {
  name: 'contact-ways',
  routes: contactWayRoutes,
  jobs: contactWayJobs,
  effects: wayEffect.handlers,
  reactions: { 'contact-changed': RECORD_JOB },
}
