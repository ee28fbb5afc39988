import type { Feature } from '../feature.ts'
import { materialRoutes } from './routes.ts'

/** Scripts and materials on their way to a customer or a group, and what came of them. */
export const materials: Feature = { name: 'materials', routes: materialRoutes }
