import type { Feature } from '../feature.ts'
import { scriptRoutes } from './routes.ts'
import { seedLibraries } from './seed-library.ts'

export const scripts: Feature = {
  name: 'scripts',
  routes: scriptRoutes,
  start: seedLibraries,
}
