import type { Feature } from '../feature.ts'
import { mediaRoutes } from './routes.ts'

export { mediaFor, forgetMedia, pictureUrlFor } from './media-for.ts'
export type { Media, MediaBlob } from './media-for.ts'
export { MEDIA_RULES, misfitOf, type MediaKind, type Misfit } from './media-rules.ts'
export { answerWithFile } from './routes.ts'

/** Files as WeCom wants them: what fits which use, and the ids they were uploaded under. */
export const media: Feature = { name: 'media', routes: mediaRoutes }
