import { expect, it } from 'vitest'
import { systemClock } from '../../../server/platform/clock.ts'
import { databaseTokenStore } from '../../../server/platform/db/token-store.ts'
import { createLeases } from '../../../server/platform/leases.ts'
import { createSealer } from '../../../server/platform/seal.ts'
import { eachDialect, type TestDatabase } from '../../support/database.ts'

const sealer = createSealer({ key: Buffer.alloc(32, 3).toString('base64'), keyId: 'k1' })

function storeOn({ sql }: TestDatabase, corpId = 'c') {
  return databaseTokenStore({
    sql,
    sealer,
    leases: createLeases(sql, systemClock),
    clock: systemClock,
    corpId,
  })
}

eachDialect('The token store', ({ open, isConcurrent }) => {
  it('gives back the last token written, to every process, and only of its corp', async () => {
    const database = await open()
    const store = storeOn(database)
    expect(await store.read('agent')).toBeNull()
    await store.write('agent', 'one', 1_700_000_000_000)
    await store.write('agent', 'two', 1_800_000_000_000)
    expect(await storeOn(database).read('agent')).toEqual({ value: 'two', expiresAt: 1_800_000_000_000 })
    expect(await storeOn(database, 'other').read('agent')).toBeNull()
  })

  it('keeps the token sealed in the table', async () => {
    const database = await open()
    await storeOn(database).write('agent', 'very-secret-token', 1_800_000_000_000)
    expect(JSON.stringify(await database.db.wecomToken.findMany())).not.toContain('very-secret-token')
  })

  it.runIf(isConcurrent)('lets many processes fetch a missing token only once', async () => {
    const database = await open()
    let fetched = 0
    const ask = async (store: ReturnType<typeof storeOn>) =>
      (await store.read('agent'))?.value ??
      store.exclusive('agent', async () => {
        const known = await store.read('agent')
        if (known) return known.value
        fetched += 1
        await new Promise((next) => setTimeout(next, 20))
        await store.write('agent', 'token', 1_800_000_000_000)
        return 'token'
      })
    const processes = Array.from({ length: 3 }, () => storeOn(database))
    const answers = await Promise.all(processes.flatMap((store) => [ask(store), ask(store), ask(store)]))
    expect(new Set(answers)).toEqual(new Set(['token']))
    expect(fetched).toBe(1)
  })

  it('goes on to the next when a fetch fails', async () => {
    const store = storeOn(await open())
    const failing = store.exclusive('agent', () => Promise.reject(new Error('40001')))
    const next = store.exclusive('agent', async () => 'fine')
    await expect(failing).rejects.toThrow('40001')
    expect(await next).toBe('fine')
  })
})
