import type { Feature } from '../feature.ts'
import { identityJobs } from './jobs.ts'
import { identityRoutes } from './routes.ts'

export const identity: Feature = {
  name: 'identity',
  routes: identityRoutes,
  jobs: identityJobs,
  reactions: { 'keys-clashed': 'identity.unite' },
}
