import { z } from 'zod'

/** Why two records were taken for one person, or set against each other. */
export const evidence = z.object({
  keys: z.array(
    z.object({
      kind: z.string(),
      /** Masked; null when only its hash is known. */
      mask: z.string().nullable(),
      /** Who shows it, from where and since when. */
      seen: z.array(
        z.object({ recordId: z.string(), source: z.string(), at: z.iso.datetime({ offset: true }) }),
      ),
    }),
  ),
  /** Of a conflict: domain/identity/unite.ts. */
  reason: z.string().nullable(),
  /** Of a weak match: how alike the fields are. */
  parts: z.array(z.object({ field: z.string(), likeness: z.number(), weight: z.number() })),
})
export type Evidence = z.infer<typeof evidence>

export const NO_EVIDENCE: Evidence = { keys: [], reason: null, parts: [] }

/** Written only by our own code; checked again when it comes out. */
export function parseEvidence(json: string): Evidence {
  return evidence.parse(JSON.parse(json))
}
