import { beforeAll, expect, it } from 'vitest'
import type { CustomerRow, TaskList } from '../../../server/features/customers/contract.ts'
import type { TimelinePage } from '../../../server/features/timeline/contract.ts'
import type { Browser } from '../../support/http-client.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId } from '../../support/service.ts'
import { walk } from '../../support/walk.ts'

const DAY = 24 * 3_600_000

onBothDatabases('A customer', (service) => {
  let lina: Browser
  let customer: CustomerRow
  beforeAll(async () => {
    lina = await service().signIn('lina')
    const [row] = (await walk<CustomerRow>(lina, '/api/v1/customers?q=lxy')).rows
    if (!row) throw new Error('林晓雨 is not there')
    customer = row
  })

  const reveal = (by: Browser, id = customer.id) =>
    by.send('POST', `/api/v1/customers/${id}/phone-reveal`, { purpose: 'call' })
  const audits = () =>
    service().database.db.auditEntry.findMany({ where: { action: 'phone-reveal' }, orderBy: { id: 'asc' } })

  it('shows the number on request, after writing down who asked what for', async () => {
    expect(customer.phoneMask).toBe('138****6721')
    const reply = await reveal(lina)
    expect(reply.json()).toEqual({ phone: '+8613800006721', hideAfterSeconds: 30 })
    expect(reply.headers['cache-control']).toBe('no-store')
    expect(await audits()).toMatchObject([
      {
        staffId: await service().staffId('lina'),
        objectKind: 'customer',
        objectId: customer.id,
        detailJson: JSON.stringify({ purpose: 'call' }),
      },
    ])
    expect((await lina.send('POST', `/api/v1/customers/${customer.id}/phone-reveal`, {})).status).toBe(400)
    expect(await audits()).toHaveLength(1)
  })

  it('says so when there is no number', async () => {
    const { db } = service().database
    const where = { corpId_id: { corpId, id: customer.id } }
    const { phoneSealed } = await db.customer.findUniqueOrThrow({ where, select: { phoneSealed: true } })
    await db.customer.update({ where, data: { phoneSealed: null } })
    expect((await reveal(lina)).status).toBe(404)
    await db.customer.update({ where, data: { phoneSealed } })
    expect(await audits()).toHaveLength(1)
  })

  it('shows numbers fifty times a day to one person, also to many clicks at once', async () => {
    const replies = await Promise.all(Array.from({ length: 56 }, () => reveal(lina)))
    const refused = replies.filter((reply) => reply.status === 429)
    expect(replies.filter((reply) => reply.status === 200)).toHaveLength(49)
    expect(refused).toHaveLength(7)
    expect(refused[0]?.json()).toMatchObject({ kind: 'limit-reached', tell: { limit: 50 } })
    const waitSeconds = Number(refused[0]?.headers['retry-after'])
    expect(waitSeconds).toBeGreaterThan(86_000)
    expect(await audits()).toHaveLength(50)
    const xuli = await service().signIn('xuli')
    expect((await reveal(xuli)).status).toBe(200)
    service().advance(DAY + 1000)
    lina = await service().signIn('lina')
    expect((await reveal(lina)).status).toBe(200)
  })

  it('keeps notes and tasks, for colleagues and the timeline too', async () => {
    const path = `/api/v1/customers/${customer.id}`
    const { id: note } = (await lina.send('POST', `${path}/notes`, { text: '  想看 S7 试驾 ' })).json()
    const due = { title: '约试驾', dueOn: '2026-12-01' }
    const { id: task } = (await lina.send('POST', `${path}/tasks`, due)).json()
    const zhaohang = await service().signIn('zhaohang')
    const tasks = async () => (await zhaohang.get(`${path}/tasks`)).json<TaskList>().items
    expect(await tasks()).toMatchObject([{ ...due, id: task, doneAt: null, staffName: '李娜' }])
    expect((await zhaohang.send('POST', `/api/v1/tasks/${task}/done`, {})).status).toBe(200)
    expect((await tasks())[0]?.doneAt).toMatch(/^\d{4}-\d\d-\d\dT/)
    await zhaohang.send('POST', `/api/v1/tasks/${task}/reopen`, {})
    expect((await tasks())[0]?.doneAt).toBeNull()
    const told = (await zhaohang.get(`${path}/timeline?kinds=note,task`)).json<TimelinePage>().items
    expect(told.map(({ id, detail, staffName }) => ({ id, detail, staffName }))).toEqual([
      { id: task, detail: due, staffName: '李娜' },
      { id: note, detail: { text: '想看 S7 试驾' }, staffName: '李娜' },
    ])
  })

  it('takes no empty note, no task without a day, and no text that a database cannot hold', async () => {
    const path = `/api/v1/customers/${customer.id}`
    for (const [place, body] of [
      ['notes', { text: '   ' }],
      ['notes', { text: 'x'.repeat(1001) }],
      ['notes', {}],
      ['tasks', { title: '回访' }],
      ['tasks', { title: '回访', dueOn: '2026-02-30' }],
      ['tasks', { title: '回访', dueOn: 'tomorrow' }],
    ] as const)
      expect([body, (await lina.send('POST', `${path}/${place}`, body)).status]).toEqual([body, 400])
    // NUL, which PostgreSQL cannot hold; half a surrogate pair, which becomes a question mark
    const odd = ['a\u0000b', 'a\ud800b 😀'].map((text) => lina.send('POST', `${path}/notes`, { text }))
    expect((await Promise.all(odd)).map((reply) => reply.status)).toEqual([400, 201])
  })
})
