import type { LocalDate } from './time.ts'

/** Whom a script is for. An empty list means everybody; whoever has no tier or stage yet fits only such lists. */
export interface ScriptAudience {
  stages: readonly string[]
  tiers: readonly number[]
}

export function fitsCustomer(
  { stages, tiers }: ScriptAudience,
  { stage, tier }: { stage: string | null; tier: number | null },
): boolean {
  const fitsStage = stages.length === 0 || (stage !== null && stages.includes(stage))
  const fitsTier = tiers.length === 0 || (tier !== null && tiers.includes(tier))
  return fitsStage && fitsTier
}

/** Both days included. */
export function isValidOn(
  { validFrom, validTo }: { validFrom: LocalDate | null; validTo: LocalDate | null },
  today: LocalDate,
): boolean {
  return (validFrom === null || validFrom <= today) && (validTo === null || validTo >= today)
}
