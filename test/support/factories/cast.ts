import type { Browser } from '../http-client.ts'
import { corpId, type TestService } from '../service.ts'

/** One person of each kind, each signed in to the console through WeCom's login. */
export interface Cast {
  lina: Browser
  wanglei: Browser
  /** Store manager of 浦东店, where lina works. */
  xuli: Browser
  /** Store manager of 浦西店, where wanglei works. */
  puxi: Browser
  zhoumin: Browser
  hanyue: Browser
  userids: Record<'lina' | 'wanglei' | 'xuli' | 'puxi' | 'zhoumin' | 'hanyue', string>
}

export async function signInCast(service: TestService): Promise<Cast> {
  const puxi = await managerOf(service, '浦西店')
  const hanyue = await service.signIn('hanyue')
  const appointed = await hanyue.send('PUT', `/api/v1/staff/${await service.staffId('zhoumin')}/roles`, {
    roles: [{ role: 'operator', unitId: '' }],
  })
  if (appointed.status !== 200) throw new Error(appointed.text)
  return {
    lina: await service.signIn('lina'),
    wanglei: await service.signIn('wanglei'),
    xuli: await service.signIn('xuli'),
    puxi: await service.signIn(puxi),
    zhoumin: await service.signIn('zhoumin'),
    hanyue,
    userids: { lina: 'lina', wanglei: 'wanglei', xuli: 'xuli', puxi, zhoumin: 'zhoumin', hanyue: 'hanyue' },
  }
}

async function managerOf({ database }: TestService, unitName: string): Promise<string> {
  const [row] = await database.sql.all<{ userid: string }>(
    `SELECT s."userid" FROM "StaffRole" r JOIN "Unit" u ON u."corpId" = r."corpId" AND u."id" = r."unitId"
     JOIN "Staff" s ON s."corpId" = r."corpId" AND s."id" = r."staffId"
     WHERE r."corpId" = ? AND r."role" = 'manager' AND u."name" = ?`,
    [corpId, unitName],
  )
  if (!row) throw new Error(`${unitName} has no manager`)
  return row.userid
}
