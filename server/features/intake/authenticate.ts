import { AppError } from '../../platform/http/app-error.ts'
import type { Deps } from '../deps.ts'
import { fitsHash, readKey } from './source-key.ts'

/** A system that may tell us facts. */
export interface KnownSource {
  corpId: string
  id: string
  name: string
  keyId: string
  perMinute: number
  maxBytes: number
}

/** Whose key it is. One answer for everything that does not fit: nobody learns which part was right. */
export async function authenticateSource(deps: Deps, header: string): Promise<KnownSource> {
  const key = readKey(header)
  if (!key) throw new AppError('not-signed-in', { log: 'no intake key' })
  const { corpId, keyId } = key
  const { db } = deps.database
  const row = await db.intakeKey.findUnique({ where: { corpId_id: { corpId, id: keyId } } })
  // Hashed also when there is no such key, so that both take the same time.
  const fits = fitsHash(deps.sealer, key.secret, row?.secretHash ?? '')
  const isLive = row !== null && (row.endsAt === null || row.endsAt > deps.clock.now())
  if (!row || !fits || !isLive) throw new AppError('not-signed-in', { log: 'intake key does not fit' })
  const source = await db.intakeSource.findUnique({ where: { corpId_id: { corpId, id: row.sourceId } } })
  if (!source || source.revokedAt) throw new AppError('not-signed-in', { log: 'intake source is revoked' })
  const { id, name, perMinute, maxBytes } = source
  return { corpId, id, name, keyId, perMinute, maxBytes }
}
