// Every endpoint that the simulator answers, by area.

import { authEndpoints } from './auth.ts'
import { contactEndpoints } from './contacts.ts'
import { directoryEndpoints } from './directory.ts'
import type { Endpoint } from './endpoint.ts'
import { groupEndpoints } from './groups.ts'
import { massMessageEndpoints } from './mass-messages.ts'
import { mediaEndpoints } from './media.ts'
import { messageEndpoints } from './messages.ts'
import { momentTaskEndpoints } from './moment-tasks.ts'
import { momentEndpoints } from './moments.ts'
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
  ...transferEndpoints,
  ...mediaEndpoints,
  ...messageEndpoints,
]
