import { z } from 'zod'
import type { VehicleState } from '../../domain/vehicles.ts'

const told = z.object({ value: z.union([z.string(), z.number()]), source: z.string(), at: z.string() })
const toldFields = z.record(z.string(), told)
export type ToldFields = z.infer<typeof toldFields>

/** What a source said of a car stands above what follows from orders. */
export const TOLD_DATES = [
  'model',
  'deliveredOn',
  'warrantyEndsOn',
  'insuranceEndsOn',
  'inspectionDueOn',
] as const
export type ToldField = (typeof TOLD_DATES)[number]

/** Written only by our own code. */
export function parseTold(json: string | null): ToldFields {
  return json === null ? {} : toldFields.parse(JSON.parse(json))
}

/** The car as it is shown: derived from orders, with what was told in its place. */
export function overlayTold<T extends Partial<VehicleState>>(car: T, json: string | null): T {
  const said = parseTold(json)
  const values = TOLD_DATES.flatMap((field) => (said[field] ? [[field, String(said[field].value)]] : []))
  return { ...car, ...(Object.fromEntries(values) as Partial<T>) }
}
