import type { Feature } from '../feature.ts'
import { tagRuleJobs } from './jobs.ts'
import { tagRuleRoutes } from './routes.ts'
import { seedRules } from './seed-rules.ts'

/** Tags that appear and go by themselves, by rules built in the console, each with its reason. */
export const tagRules: Feature = {
  name: 'tag-rules',
  routes: tagRuleRoutes,
  jobs: tagRuleJobs,
  start: seedRules,
  reactions: {
    'customer-changed': 'tag-rules.apply',
    'contact-changed': 'tag-rules.apply',
    'orders-linked': 'tag-rules.apply',
    'facts-recorded': 'tag-rules.apply',
  },
}
