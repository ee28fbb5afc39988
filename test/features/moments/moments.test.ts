import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { corpId, startCompany, type Company } from '../sync/company.ts'

let company: Company
beforeAll(async () => {
  company = await startCompany({ contacts: 150, groups: 2 })
  await company.run()
})
afterAll(() => company.close())

const MONTH_S = 30 * 86_400

function recent() {
  const { world } = company.simulator
  return world.moments.all().filter((moment) => moment.createTime > world.nowSeconds() - MONTH_S + 60)
}

const text = (rows: unknown[]): string[] => rows.map((row) => JSON.stringify(row)).sort()

describe('moments of the last thirty days', () => {
  it('are copied with who published them and every like and comment', async () => {
    const { db } = company.database
    const { world } = company.simulator
    const moments = recent()
    expect(moments.some((one) => one.createType === 0) && moments.some((one) => one.createType === 1)).toBe(
      true,
    )
    const kept = await db.moment.findMany({ where: { corpId } })
    expect(text(kept.map((row) => [row.momentId, row.text, row.createType]))).toEqual(
      text(moments.map((one) => [one.momentId, one.text, one.createType])),
    )
    const publishers = await db.momentPublisher.findMany({ where: { corpId, published: true } })
    expect(text(publishers.map((row) => [row.momentId, row.userid]))).toEqual(
      text(
        moments.flatMap((one) =>
          one.tasks.filter((task) => task.published).map((task) => [one.momentId, task.userid]),
        ),
      ),
    )
    const reactions = await db.momentReaction.findMany({ where: { corpId } })
    const actor = (by: { externalUserid: string } | { userid: string }) =>
      'userid' in by ? by.userid : by.externalUserid
    const wanted = moments.flatMap((one) =>
      one.tasks.flatMap((task) => (task.published ? world.moments.reactions(one, task.userid) : [])),
    )
    expect(text(reactions.map((row) => [row.momentId, row.userid, row.kind, row.actorId]))).toEqual(
      text(wanted.map((row) => [row.momentId, row.userid, row.kind, actor(row.by)])),
    )
    expect(reactions.length).toBeGreaterThan(0)
  })

  it('show a new like after the next pass, and nothing is lost when one cannot be read', async () => {
    const { db } = company.database
    const before = await db.momentReaction.count()
    company.simulator.faults.set({
      rules: [{ path: 'externalcontact/get_moment_comments', errcode: 40035 }],
    })
    const run = await company.run()
    expect(run.state).toBe('partial')
    expect(run.steps.find((step) => step.step === 'moments')?.failed).toBeGreaterThan(0)
    expect(await db.momentReaction.count()).toBe(before)
    company.simulator.faults.clear()
    const own = recent().find((one) => one.createType === 1)
    const follow = [...company.simulator.world.follows.each(own?.creator ?? '')].at(-1)
    company.simulator.actions('like-moment', {
      momentId: own?.momentId,
      userid: own?.creator,
      externalUserid: follow?.externalUserid,
    })
    expect((await company.run()).state).toBe('done')
    expect(await db.momentReaction.count()).toBe(before + 1)
  })
})
