import type { Feature } from '../feature.ts'
import { audienceRoutes } from './routes.ts'

/** Whom somebody means: counted while they say it, listed, drawn, saved, taken away as a file. */
export const audiences: Feature = {
  name: 'audiences',
  routes: audienceRoutes,
}
