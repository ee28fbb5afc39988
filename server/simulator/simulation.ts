// The parts of one running simulator, handed to every handler.

import type { CallBook } from './calls.ts'
import type { Callbacks } from './callbacks/delivery.ts'
import type { Corp } from './corp.ts'
import type { FaultBox } from './faults.ts'
import type { Limiter } from './limits.ts'
import type { TokenDesk } from './tokens.ts'
import type { WelcomeBook } from './welcomes.ts'
import type { World } from './world/world.ts'

export interface Simulation {
  world: World
  /** Where it listens; known once it does. */
  origin: string
  corp: Corp
  tokens: TokenDesk
  limiter: Limiter
  /** Published frequency limits are enforced. */
  limitsOn: boolean
  calls: CallBook
  faults: FaultBox
  callbacks: Callbacks
  welcomes: WelcomeBook
  /** App messages sent with the duplicate check: request text → end of its interval. */
  sentRequests: Map<string, number>
}
