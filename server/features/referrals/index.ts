import { withRetryOnBusy } from '../../platform/db/retry.ts'
import { customersJob } from '../customers-job.ts'
import type { Feature } from '../feature.ts'
import { lookAtReferrals } from './look.ts'
import { referralRoutes } from './routes.ts'
import { referralWayEffect } from './way-effect.ts'

const LOOK_JOB = 'referrals.look'
const CHUNK = 100

/** 老带新: customers bring others by a link of their own; rewards for it in a ledger. */
export const referrals: Feature = {
  name: 'referrals',
  routes: referralRoutes,
  jobs: (deps) => ({
    [LOOK_JOB]: customersJob(async ({ corpId }, customerIds) => {
      for (let at = 0; at < customerIds.length; at += CHUNK)
        await withRetryOnBusy(deps.clock, () =>
          deps.database.sql.transaction((tx) =>
            lookAtReferrals(deps, tx, { corpId, customerIds: customerIds.slice(at, at + CHUNK) }),
          ),
        )
    }),
  }),
  effects: referralWayEffect.handlers,
  reactions: {
    'contact-changed': LOOK_JOB,
    'orders-linked': LOOK_JOB,
    'customer-merged': LOOK_JOB,
    'keys-clashed': LOOK_JOB,
  },
}
