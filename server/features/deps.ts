import type { BusinessDefaults } from '../../config/defaults.ts'
import type { Settings } from '../../config/env.ts'
import type { Metrics } from '../metrics/metrics.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db/index.ts'
import type { Jobs } from '../platform/jobs/index.ts'
import type { LiveFeed } from '../platform/live.ts'
import type { Log } from '../platform/log.ts'
import type { Sealer } from '../platform/seal.ts'
import type { Wecom } from '../wecom/index.ts'
import type { Changes } from './changes.ts'
import type { CorpBook } from './corps.ts'
import type { AccessLog } from './panel/access-log.ts'

/** What the service is made of; built once in main.ts and passed in. */
export interface Deps {
  database: Database
  jobs: Jobs
  clock: Clock
  log: Log
  sealer: Sealer
  settings: Settings
  defaults: BusinessDefaults
  live: LiveFeed
  changes: Changes
  accessLog: AccessLog
  metrics: Metrics
  /** Calls left of each interface, for the corp that has least. */
  wecomBudget(): Promise<{ api: string; window: 'minute' | 'hour'; left: number }[]>
  /** The corps this service serves. */
  corps: CorpBook
  /** The WeCom client of a corp. */
  wecomOf(corpId: string): Wecom
}
