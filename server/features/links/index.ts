import type { Feature } from '../feature.ts'
import { channelLinkRoutes } from './channel-routes.ts'
import { publicLinkRoutes } from './public-routes.ts'

export { isOwnLink, linkUrl, makeLinks, type MadeLink, type NewLink } from './make-link.ts'

/** Short links of our own: made for a person, a group, a campaign or a channel; opened by anybody who has one. */
export const links: Feature = { name: 'links', routes: [...publicLinkRoutes, ...channelLinkRoutes] }
