import type { Feature } from '../feature.ts'

/** Customer moments and who reacted; read by sync, shown on the timeline. */
export const moments: Feature = { name: 'moments' }
