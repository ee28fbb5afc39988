import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sections } from '../../../server/cli/analytics/index.ts'

const data = resolve(import.meta.dirname, '../../../../shared/data')
const hasData = existsSync(data)

describe.each(sections)('section $name', ({ run }) => {
  it.skipIf(!hasData)(
    hasData ? 'reaches every figure on the public data' : 'reaches its figures (skipped: no data)',
    async () => {
      const rows = await run((file) => readFileSync(join(data, file), 'utf8'))
      expect(rows.length).toBeGreaterThan(0)
      // Times are for the command: a test must not depend on who else uses the machine.
      expect(rows.filter((row) => row.verdict === 'missed' && !row.isTime)).toEqual([])
    },
    120_000,
  )
})
