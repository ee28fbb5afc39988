import type { Lab } from './lab.ts'

export interface SettledWatch {
  look(): Promise<void>
  /** How many effects were told another outcome, or another job, than they had at an earlier look. */
  changed(): number
}

/** What is written of an answer stays as it was written first. */
export function watchSettled({ database: { sql } }: Lab): SettledWatch {
  const seen = new Map<string, string>()
  const changed = new Set<string>()
  return {
    async look() {
      const rows = await sql.all<{ id: string; resultJson: string | null; settledAt: string | null }>(
        `SELECT "id", "settledAt", "resultJson" FROM "Effect" WHERE "kind" IN ('post-message', 'post-moment')`,
      )
      for (const { id, resultJson, settledAt } of rows)
        for (const [name, value] of Object.entries({ jobId: jobIn(resultJson), settledAt })) {
          if (value === null) continue
          const was = seen.get(`${id} ${name}`)
          if (was === undefined) seen.set(`${id} ${name}`, value)
          else if (was !== value) changed.add(id)
        }
    },
    changed: () => changed.size,
  }
}

function jobIn(resultJson: string | null): string | null {
  const result: unknown = resultJson === null ? null : JSON.parse(resultJson)
  const jobId = typeof result === 'object' && result !== null && 'jobId' in result ? result.jobId : null
  return typeof jobId === 'string' ? jobId : null
}
