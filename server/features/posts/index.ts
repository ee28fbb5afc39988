import { z } from 'zod'
import { jobHandler, type JobHandlers } from '../../platform/jobs/index.ts'
import type { Deps } from '../deps.ts'
import type { Feature } from '../feature.ts'
import { OWN_MASS_JOB, readOwnMass } from './elsewhere/read-own-mass.ts'
import { ownPostRoutes } from './own/routes.ts'
import { failPlan, PLAN_JOB, planPost } from './plan/plan-job.ts'
import { resumePosts } from './resume-posts.ts'
import { postRoutes } from './routes.ts'
import { endPost, remindBeforeEnd } from './run/end-post.ts'
import { END_JOB, PARTS_JOB, POLL_JOB, REMIND_JOB, START_JOB } from './run/jobs-of.ts'
import { makeParts } from './run/make-parts.ts'
import { messageEffect } from './run/message-effect.ts'
import { momentEffect } from './run/moment-effect.ts'
import { pollPosts } from './run/poll-results.ts'
import { remindEffect } from './run/remind.ts'
import { seeAnnounced } from './run/see-announced.ts'
import { startPost } from './run/start-post.ts'
import { stopEffect } from './run/stop-effect.ts'
import { trialEffect } from './trial/trial-effect.ts'

const one = z.object({ postId: z.string() })
const place = z.object({
  postId: z.string(),
  planNumber: z.number(),
  after: z.string().nullable(),
  seen: z.number(),
  touched: z.number(),
})
const LONG_MS = 10 * 60_000

function jobs(deps: Deps): JobHandlers {
  const ofPost = (run: Parameters<typeof jobHandler<z.infer<typeof one>>>[0]['run'], timeoutMs = LONG_MS) =>
    jobHandler({ parse: (payload) => one.parse(payload), timeoutMs, run })
  return {
    [PLAN_JOB]: jobHandler({
      parse: (payload) => place.parse(payload),
      timeoutMs: LONG_MS,
      concurrency: 2,
      run: (context, at) => planPost(deps, { context, corpId: context.corpId, place: at }),
      gaveUp: ({ corpId }, at) => failPlan(deps, { corpId, place: at, failure: 'internal' }),
    }),
    [START_JOB]: ofPost((context, { postId }) =>
      startPost(deps, { context, corpId: context.corpId, postId }),
    ),
    [PARTS_JOB]: ofPost((context, { postId }) =>
      makeParts(deps, { context, corpId: context.corpId, postId }),
    ),
    [END_JOB]: ofPost((context, { postId }) => endPost(deps, { context, corpId: context.corpId, postId })),
    [REMIND_JOB]: ofPost(({ corpId }, { postId }) => remindBeforeEnd(deps, { corpId, postId })),
    'posts.see-announced': jobHandler({
      parse: (payload) => z.unknown().parse(payload),
      run: ({ corpId }) => seeAnnounced(deps, corpId),
    }),
    [OWN_MASS_JOB]: jobHandler({
      parse: (payload) => z.unknown().parse(payload),
      timeoutMs: LONG_MS,
      concurrency: 1,
      run: (context) => readOwnMass(deps, { context, corpId: context.corpId }),
    }),
    [POLL_JOB]: jobHandler({
      parse: (payload) => z.unknown().parse(payload),
      timeoutMs: LONG_MS,
      concurrency: 1,
      run: (context) => pollPosts(deps, { context, corpId: context.corpId }),
    }),
  }
}

/** Planned content: composed, approved, handed to the members who confirm it in WeCom, and followed person by person. */
export const posts: Feature = {
  name: 'posts',
  routes: [...postRoutes, ...ownPostRoutes],
  jobs,
  effects: (deps) => ({
    'post-message': messageEffect(deps),
    'post-moment': momentEffect(deps),
    'post-stop': stopEffect(deps),
    'post-remind': remindEffect(deps),
    'post-test': trialEffect(deps),
  }),
  resume: resumePosts,
}
