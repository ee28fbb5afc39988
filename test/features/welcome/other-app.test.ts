import { beforeAll, expect, it } from 'vitest'
import type { WelcomeState } from '../../../server/features/welcome/contract.ts'
import { signInCast, type Cast } from '../../support/factories/cast.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId } from '../../support/service.ts'

const SEND = 'externalcontact/send_welcome_msg'

onBothDatabases('The welcome beside another app’s', (service) => {
  let cast: Cast
  beforeAll(async () => {
    await service().sync()
    const url = `${service().address}/wecom/callback/${corpId}`
    expect(await service().simulator.callbacks.setUrl(url)).toEqual({ ok: true })
    cast = await signInCast(service())
    await cast.zhoumin.send('PUT', '/api/v1/welcome', { isOn: true, text: '您好，我是{员工}' })
  })

  const add = (name: string) =>
    String(service().simulator.actions('add-contact', { userid: 'lina', name })['externalUserid'])
  const refuse = (errcode: number, count?: number) =>
    service().simulator.faults.set({ rules: [{ path: SEND, errcode, ...(count ? { count } : {}) }] })
  const sent = (externalUserid: string) =>
    service()
      .simulator.world.chats.written(`single:lina:${externalUserid}`)
      .filter((message) => message.source === 'welcome').length
  const calls = () => service().simulator.calls.of(SEND)
  async function settled(advanceMs = 2_000): Promise<void> {
    for (let n = 0; n < 4; n++) {
      await service().simulator.callbacks.settled()
      service().deps.jobs.nudge()
      await service().deps.jobs.drain()
      service().advance(advanceMs)
    }
  }
  const effectOf = async (externalUserid: string) => {
    const rows = await service().database.db.effect.findMany({ where: { corpId, kind: 'welcome' } })
    return rows.find((row) => row.payloadJson.includes(externalUserid))
  }

  it('41051: another one has greeted; it is skipped at once, told with its reason, and not tried again', async () => {
    refuse(41051)
    const before = calls()
    const newcomer = add('已有人欢迎')
    await settled()
    expect(await effectOf(newcomer)).toMatchObject({ state: 'refused', errorCode: 41051, attempts: 1 })
    expect([calls() - before, sent(newcomer)]).toEqual([1, 0])
    const { skipped } = (await cast.zhoumin.get('/api/v1/welcome')).json<WelcomeState>()
    expect(skipped).toEqual([{ reason: null, errorCode: 41051, count: 1 }])
  })

  it('41096: another one is greeting; it is tried again within the seconds of the code', async () => {
    refuse(41096, 1)
    const newcomer = add('正在发')
    await settled()
    expect(await effectOf(newcomer)).toMatchObject({ state: 'done', attempts: 2 })
    expect(sent(newcomer)).toBe(1)
  })

  it('41096 for longer than the code lives: it is given up as too late, and nothing is sent afterwards', async () => {
    refuse(41096)
    const newcomer = add('一直在发')
    await settled(8_000)
    service().simulator.faults.set({ rules: [] })
    await settled(8_000)
    expect(await effectOf(newcomer)).toMatchObject({ state: 'refused', reason: 'too-late' })
    expect(sent(newcomer)).toBe(0)
  })
})
