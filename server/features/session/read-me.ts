import type { Scope } from '../../platform/http/scope.ts'
import { AppError } from '../../platform/http/app-error.ts'
import type { Deps } from '../deps.ts'
import type { Me } from './contract.ts'

export async function readMe(deps: Deps, scope: Scope): Promise<Me> {
  const { db } = deps.database
  const { corpId, staffId } = scope
  const [staff, corp, roles] = await Promise.all([
    db.staff.findUnique({
      where: { corpId_id: { corpId, id: staffId } },
      select: { name: true, language: true },
    }),
    db.corp.findUnique({ where: { corpId }, select: { name: true, agentId: true } }),
    db.staffRole.findMany({ where: { corpId, staffId, unitId: { not: '' } }, select: { unitId: true } }),
  ])
  if (!staff || !corp) throw new AppError('not-signed-in')
  const units = await db.unit.findMany({
    where: { corpId, id: { in: roles.map((row) => row.unitId) } },
    select: { id: true, name: true },
  })
  return {
    staffId,
    userid: scope.userid,
    name: staff.name,
    language: staff.language === 'en' ? 'en' : 'zh-CN',
    roles: scope.roles,
    corpName: corp.name,
    corpId,
    agentId: corp.agentId,
    units,
    now: deps.clock.now().toISOString(),
    isDemo: deps.settings.LIUKE_DEMO_HOST !== undefined,
  }
}
