import type { Feature } from '../feature.ts'
import { predictionJobs } from './jobs.ts'
import { predictionRoutes } from './routes.ts'

/** What customers will do: stay or go, come next, be worth, replace their car. Said with its reasons, or not at all. */
export const predictions: Feature = {
  name: 'predictions',
  routes: predictionRoutes,
  jobs: predictionJobs,
  reactions: {
    'customer-changed': 'predictions.score',
    'orders-linked': 'predictions.score',
    'contact-changed': 'predictions.score',
    'facts-recorded': 'predictions.score',
    'customer-merged': 'predictions.score',
  },
}
