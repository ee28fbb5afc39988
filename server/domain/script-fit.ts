import type { Grade } from './grade.ts'
import type { LocalDate } from './time.ts'

/** Whom a script is for. An empty list means everybody; whoever has no tier, stage or grade yet fits only such lists. */
export interface ScriptAudience {
  stages: readonly string[]
  tiers: readonly number[]
  grades: readonly Grade[]
}

export function fitsCustomer(
  { stages, tiers, grades }: ScriptAudience,
  { stage, tier, grade }: { stage: string | null; tier: number | null; grade: Grade | null },
): boolean {
  const fitsStage = stages.length === 0 || (stage !== null && stages.includes(stage))
  const fitsTier = tiers.length === 0 || (tier !== null && tiers.includes(tier))
  const fitsGrade = grades.length === 0 || (grade !== null && grades.includes(grade))
  return fitsStage && fitsTier && fitsGrade
}

/** Both days included. */
export function isValidOn(
  { validFrom, validTo }: { validFrom: LocalDate | null; validTo: LocalDate | null },
  today: LocalDate,
): boolean {
  return (validFrom === null || validFrom <= today) && (validTo === null || validTo >= today)
}
