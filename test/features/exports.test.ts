import { expect, it } from 'vitest'
import { features } from '../../server/features/index.ts'
import { onBothDatabases } from '../support/on-both-databases.ts'
import { corpId } from '../support/service.ts'

/** What each file says of whom; whoever takes one with people in it away is noted. */
const FILES: Record<string, string> = {
  '/api/v1/audiences/:id/members.csv': 'audience-exported: audiences/audiences.test',
  '/api/v1/handovers/:id/plan.csv': 'handover-plan-file: handover/run.test',
  '/api/v1/handovers/:id/report.csv': 'handover-report: takeover/after-takeover.test',
  '/api/v1/imports/:id/bad-rows.csv': 'import-rows-exported: orders/http.test',
  '/api/v1/imports/template.csv': 'nobody in it',
  '/api/v1/intake/files/template.csv': 'nobody in it',
  '/api/v1/referral-rewards.csv': 'referral-payable',
  '/api/v1/sync/drift.csv': 'drift-exported: below',
}

it('every file that leaves is known here, with what notes it', () => {
  const paths = features.flatMap(({ routes = [] }) =>
    routes.flatMap(({ method, path }) => (method === 'GET' && path.endsWith('.csv') ? [path] : [])),
  )
  expect(paths.sort()).toEqual(Object.keys(FILES).sort())
})

onBothDatabases('A drift report that is taken away', (service) => {
  it('is noted with who took it', async () => {
    const admin = await service().signIn('hanyue')
    expect((await admin.get('/api/v1/sync/drift.csv')).status).toBe(200)
    const entries = await service().database.db.auditEntry.findMany({
      where: { corpId, action: 'drift-exported' },
    })
    expect(entries).toMatchObject([{ objectKind: 'sync-run', objectId: 'all' }])
  })
})
