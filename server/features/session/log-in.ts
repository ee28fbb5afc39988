import { AppError } from '../../platform/http/app-error.ts'
import type { App } from '../../platform/http/scope.ts'
import { isWecomError } from '../../wecom/index.ts'
import type { Deps } from '../deps.ts'
import { syncMember } from '../staff/sync.ts'
import { openSession } from './sessions.ts'

/** Exchanges a WeCom code for a session. The code proves who it is; what they may do is our own data. */
export async function logIn(
  deps: Deps,
  { corpId, app, code }: { corpId: string; app: App; code: string },
): Promise<{ token: string; maxAgeMs: number }> {
  const userid = await provenUserid(deps, corpId, code)
  const staff = await findStaff(deps, corpId, userid)
  if (!staff)
    throw new AppError('login-refused', {
      tell: { reason: 'outside-range' },
      log: 'member is not in the directory copy',
    })
  if (staff.status !== 'active') throw new AppError('login-refused', { tell: { reason: 'not-active' } })
  return openSession(deps, { corpId, staffId: staff.id, staffVersion: staff.version, app })
}

async function provenUserid(deps: Deps, corpId: string, code: string): Promise<string> {
  try {
    const who = await deps.wecomOf(corpId).auth.exchangeCode(code, { priority: 'interactive' })
    if (who.kind === 'member') return who.userid
  } catch (error) {
    if (isWecomError(error) && error.kind === 'expired')
      throw new AppError('login-expired', { log: 'code used or late' })
    throw error
  }
  throw new AppError('login-refused', { tell: { reason: 'not-a-member' } })
}

/** The copy may not know this member yet, or not know that they are back: then read the one. */
async function findStaff(deps: Deps, corpId: string, userid: string) {
  const where = { corpId_userKey: { corpId, userKey: userid.toLowerCase() } }
  const select = { id: true, status: true, version: true } as const
  const known = await deps.database.db.staff.findUnique({ where, select })
  if (known?.status === 'active') return known
  try {
    await syncMember(deps, { corpId, userid })
  } catch (error) {
    if (!isWecomError(error, 'denied')) throw error
    throw new AppError('login-refused', { tell: { reason: 'outside-range' }, log: error.message })
  }
  return deps.database.db.staff.findUnique({ where, select })
}
