import type { FileAnswer } from '../../server/features/intake/file/contract.ts'
import { uploadFile } from './upload.ts'

export type { FileAnswer }
export const FACT_FILES = [
  'events',
  'vehicles',
  'profiles',
  'surveys',
  'payments',
  'coupons',
  'partner',
] as const
export type FactFile = (typeof FACT_FILES)[number]

export function sendFacts(
  file: File,
  { kind, isDryRun, mapping }: { kind: FactFile; isDryRun: boolean; mapping: Record<string, string> },
): Promise<FileAnswer> {
  const query = { kind, isDryRun, mapping: JSON.stringify(mapping) }
  return uploadFile('/intake/files', file, { query, contentType: 'text/csv' })
}
