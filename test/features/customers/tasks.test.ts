import { beforeAll, expect, it } from 'vitest'
import { closeTasks, openTask, openTasks } from '../../../server/features/customers/tasks.ts'
import type { TaskList } from '../../../server/features/customers/contract.ts'
import { signInCast, type Cast } from '../../support/factories/cast.ts'
import { possessionsOf, type Possessions } from '../../support/factories/possessions.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId } from '../../support/service.ts'

onBothDatabases('Tasks that a rule sets', (service) => {
  let cast: Cast
  let own: Possessions
  beforeAll(async () => {
    cast = await signInCast(service())
    own = await possessionsOf(service(), { userid: 'lina', without: ['wanglei'] })
  })

  const tasks = async () =>
    (await cast.lina.get(`/api/v1/customers/${own.customerId}/tasks`)).json<TaskList>().items
  const wanted = (key: string) => ({
    corpId,
    now: service().clock.now(),
    customerId: own.customerId,
    staffId: own.staffId,
    kind: 'winback',
    key,
    title: '回访',
    reason: { rung: 3, lastVisitOn: '2026-01-05' },
  })

  it('exist once for a key, whoever asks at the same time and however often', async () => {
    const { db } = service().database
    const asked = await Promise.all(
      [1, 2, 3, 4].map(() => db.$transaction((tx) => openTask(tx, wanted('winback:1')))),
    )
    expect(asked.filter((id) => id !== null)).toHaveLength(1)
    expect((await tasks()).map((task) => [task.kind, task.reason])).toEqual([
      ['winback', { rung: 3, lastVisitOn: '2026-01-05' }],
    ])
    const { corpId: _, now, ...task } = wanted('winback:1')
    const two = [task, { ...task, key: 'winback:2' }]
    expect(await db.$transaction((tx) => openTasks(tx, { corpId, now, tasks: two }))).toHaveLength(1)
    expect(await tasks()).toHaveLength(2)
  })

  it('are told on the timeline, once each', async () => {
    const { db } = service().database
    expect(
      await db.timelineEvent.count({ where: { corpId, customerId: own.customerId, kind: 'task' } }),
    ).toBe(2)
  })

  it('end by themselves with the cause, and do not come back', async () => {
    const { db } = service().database
    const [first] = await tasks()
    const now = service().clock.now()
    const close = () =>
      db.$transaction((tx) => closeTasks(tx, { corpId, ids: [first?.id ?? ''], cause: 'visited', now }))
    expect([await close(), await close()]).toEqual([1, 0])
    const closed = (await tasks()).find((task) => task.id === first?.id)
    expect([closed?.closedCause, closed?.doneAt === null]).toEqual(['visited', false])
    expect(await db.$transaction((tx) => openTask(tx, wanted('winback:1')))).toBeNull()
  })

  it('by hand may be set as often as one likes', async () => {
    const before = (await tasks()).length
    const path = `/api/v1/customers/${own.customerId}/tasks`
    for (let n = 0; n < 2; n++)
      expect((await cast.lina.send('POST', path, { title: '打电话', dueOn: '2026-12-01' })).status).toBe(201)
    expect(await tasks()).toHaveLength(before + 2)
  })
})
