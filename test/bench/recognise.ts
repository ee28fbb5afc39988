import { hasValidVinCheck } from '../../server/domain/identity-values.ts'
import type { Deps } from '../../server/features/deps.ts'
import { recognise, RECOGNITIONS_PER_HOUR } from '../../server/features/identity/recognise.ts'
import { bulkUpsert } from '../../server/platform/db/bulk-upsert.ts'
import { scopeOf } from './reads.ts'
import { quantile, round3 } from './rounds.ts'

const CHECKS = [...'0123456789X']
const KINDS = {
  phone: (n: number) => `1371${String(n).padStart(7, '0')}`,
  plate: (n: number) => `沪B${String(n).padStart(5, '0')}`,
  vin: (n: number) =>
    CHECKS.map((check) => `LSVAA418${check}${String(n).padStart(8, '0')}`).find(hasValidVinCheck) ?? '',
  member_no: (n: number) => `LY${String(n).padStart(8, '0')}`,
} as const
type Kind = keyof typeof KINDS
const kinds = Object.keys(KINDS) as Kind[]
const ASKED = 200

/** Milliseconds until the person behind a plate, phone, VIN or member number is answered, spread over the company. */
export async function measureRecognition(deps: Deps, customerIds: readonly string[]) {
  const step = Math.max(1, Math.floor(customerIds.length / ASKED))
  const guests = customerIds.filter((_, n) => n % step === 0).slice(0, ASKED)
  await seedKeys(deps, guests)
  const ms: number[] = []
  for (const [n, customerId] of guests.entries()) {
    const kind = kinds[n % kinds.length] ?? 'phone'
    // As many desks as the hourly limit of each asks for.
    const scope = { ...scopeOf(deps), staffId: `staff${Math.floor(n / RECOGNITIONS_PER_HOUR)}` }
    const started = performance.now()
    const { people, elsewhere } = await recognise(deps, { ...scope, roles: ['admin'] }, KINDS[kind](n))
    ms.push(performance.now() - started)
    if (people[0]?.customerId !== customerId)
      throw new Error(`${kind} ${n}: found ${people.length} people and ${elsewhere.length} stores`)
  }
  return {
    longestMs: round3(quantile(ms, 1)),
    p99Ms: round3(quantile(ms, 0.99)),
    p50Ms: round3(quantile(ms, 0.5)),
  }
}

async function seedKeys(
  { database, sealer, settings, clock }: Deps,
  guests: readonly string[],
): Promise<void> {
  const corpId = settings.WECOM_CORP_ID
  await database.sql.transaction((tx) =>
    bulkUpsert(tx, {
      table: 'Identity',
      columns: ['corpId', 'kind', 'valueHash', 'customerId', 'source', 'createdAt'],
      key: ['corpId', 'kind', 'valueHash'],
      rows: guests.map((customerId, n) => {
        const kind = kinds[n % kinds.length] ?? 'phone'
        const written = kind === 'phone' ? `+86${KINDS.phone(n)}` : KINDS[kind](n)
        const valueHash = sealer.lookupHash(kind, written)
        return { corpId, kind, valueHash, customerId, source: 'bench', createdAt: clock.now() }
      }),
    }),
  )
}
