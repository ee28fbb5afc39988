import type { Picture } from '../../faults/oracle/compare.ts'
import { readCopy } from '../../faults/oracle/read-copy.ts'
import { readTruth } from '../../faults/oracle/read-truth.ts'
import { corpId as firstCorp, type Company } from './company.ts'

// What WeCom has and what the copy has, in one shape, so that a test can ask for equality row by row.

export function copyOf({ deps }: Pick<Company, 'deps'>, corpId = firstCorp): Promise<Picture> {
  const { sealer, database, clock } = deps
  return readCopy({ sql: database.sql, sealer, corpId, nowMs: clock.nowMs() })
}

export function truthOf({ simulator }: Pick<Company, 'simulator'>): Picture {
  return readTruth(simulator)
}
