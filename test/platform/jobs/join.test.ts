import { expect, it } from 'vitest'
import { GiveUp, type JobContext, jobHandler } from '../../../server/platform/jobs/index.ts'
import { eachDialect } from '../../support/database.ts'
import { startQueue } from './queue.ts'

eachDialect('Jobs that wait at the same time', ({ open }) => {
  const joining = (act: (ids: string[]) => void = () => undefined) => {
    const runs: string[][] = []
    const handler = {
      parse: (payload: unknown) => payload as string[],
      join: (all: string[][]) => all.flat().sort(),
      run: async (_: JobContext, ids: string[]) => {
        runs.push(ids)
        act(ids)
      },
    }
    return { runs, handler: jobHandler(handler) }
  }
  const keyed = (ids: string[], corpId = 'c') =>
    ids.map((id) => ({ name: 'look', corpId, key: id, payload: [id] }))

  it('run as one where the handler can join them, each corp for itself', async () => {
    const look = joining()
    const { jobs, database } = await startQueue(open, { look: look.handler })
    await jobs.addMany(database.sql, [
      ...keyed(['a', 'b', 'c']),
      ...keyed(['x', 'y'], 'other'),
      { name: 'look', corpId: 'c', payload: ['many', 'more'] },
    ])
    await jobs.drain()
    expect(look.runs.sort()).toEqual([
      ['a', 'b', 'c'],
      ['many', 'more'],
      ['x', 'y'],
    ])
    const states = await database.db.job.findMany({ select: { state: true, attempts: true, openKey: true } })
    expect(states).toEqual(Array.from({ length: 6 }, () => ({ state: 'done', attempts: 1, openKey: null })))
  })

  it('are tried alone after one of them spoilt it for all', async () => {
    const look = joining((ids) => {
      if (ids.includes('bad')) throw new GiveUp('no good')
    })
    const { jobs, database } = await startQueue(open, { look: look.handler })
    await jobs.addMany(database.sql, keyed(['a', 'bad', 'c']))
    await jobs.drain()
    expect(look.runs[0]).toEqual(['a', 'bad', 'c'])
    expect(look.runs.slice(1).sort()).toEqual([['a'], ['bad'], ['c']])
    const rows = await database.db.job.findMany({
      select: { key: true, state: true },
      orderBy: { key: 'asc' },
    })
    expect(rows.map(({ key, state }) => `${key} ${state}`)).toEqual(['a done', 'bad failed', 'c done'])
  })

  it('run once more when one of them was added again meanwhile', async () => {
    const again: { add?: () => Promise<unknown> } = {}
    const look = joining()
    const { run } = look.handler
    const { jobs, database } = await startQueue(open, {
      look: {
        ...look.handler,
        async run(context, payload) {
          await run(context, payload)
          if (look.runs.length === 1) await again.add?.()
        },
      },
    })
    again.add = () => jobs.addMany(database.sql, keyed(['b']))
    await jobs.addMany(database.sql, keyed(['a', 'b']))
    await jobs.drain()
    expect(look.runs).toEqual([['a', 'b'], ['b']])
  })
})
