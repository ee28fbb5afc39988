import type { ConsolePage } from '../area.ts'
import { adminPages } from './admin/pages.ts'
import { managerPages } from './manager/pages.ts'
import { operatorPages } from './operator/pages.ts'

/** In the order of the navigation, which also decides where a person starts. */
export const pages: readonly ConsolePage[] = [...managerPages, ...operatorPages, ...adminPages]
