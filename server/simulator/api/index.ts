// Every endpoint that the simulator answers, by area.

import { acquisitionEndpoints } from './acquisition.ts'
import { authEndpoints } from './auth.ts'
import { contactWayEndpoints } from './contact-ways.ts'
import { contactEndpoints } from './contacts.ts'
import { directoryEndpoints } from './directory.ts'
import type { Endpoint } from './endpoint.ts'
import { groupWelcomeEndpoints } from './group-welcomes.ts'
import { groupEndpoints } from './groups.ts'
import { massMessageEndpoints } from './mass-messages.ts'
import { joinWayEndpoints } from './join-ways.ts'
import { mediaEndpoints } from './media.ts'
import { messageEndpoints } from './messages.ts'
import { momentTaskEndpoints } from './moment-tasks.ts'
import { momentEndpoints } from './moments.ts'
import { statisticsEndpoints } from './statistics.ts'
import { tagEndpoints } from './tags.ts'
import { transferEndpoints } from './transfers.ts'

export const endpoints: readonly Endpoint[] = [
  ...authEndpoints,
  ...directoryEndpoints,
  ...contactEndpoints,
  ...tagEndpoints,
  ...groupEndpoints,
  ...momentEndpoints,
  ...momentTaskEndpoints,
  ...massMessageEndpoints,
  ...contactWayEndpoints,
  ...joinWayEndpoints,
  ...groupWelcomeEndpoints,
  ...acquisitionEndpoints,
  ...statisticsEndpoints,
  ...transferEndpoints,
  ...mediaEndpoints,
  ...messageEndpoints,
]
