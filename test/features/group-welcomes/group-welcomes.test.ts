import { beforeAll, expect, it } from 'vitest'
import type { WelcomeList } from '../../../server/features/group-welcomes/contract.ts'
import { signInCast, type Cast } from '../../support/factories/cast.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId } from '../../support/service.ts'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const PATH = '/api/v1/group-welcomes'
const ADD = 'externalcontact/group_welcome_template/add'
const EDIT = 'externalcontact/group_welcome_template/edit'

onBothDatabases('Group welcomes', (service) => {
  let cast: Cast
  beforeAll(async () => {
    await service().sync()
    cast = await signInCast(service())
  })

  const list = async () => (await cast.zhoumin.get(PATH)).json<WelcomeList>()
  const send = async (method: 'POST' | 'PUT', path: string, body: unknown) => {
    const reply = await cast.zhoumin.send(method, path, body)
    return { status: reply.status, ...reply.json<{ id: string; tell?: unknown }>() }
  }
  const make = (text: string, attachments: unknown[] = []) =>
    send('POST', PATH, { name: text.slice(0, 10) || '无', content: { text, attachments } })
  async function settled(): Promise<void> {
    for (let n = 0; n < 3; n++) {
      service().deps.jobs.nudge()
      await service().deps.jobs.drain()
      service().advance(30_000)
    }
  }
  const inWecom = () => service().simulator.world.groupWelcomes.live()
  const fault = (path: string) =>
    service().simulator.faults.set({ rules: [{ path, resetAfterRate: 1, count: 1 }] })

  it('reach WeCom with their picture, are changed there, and are removed', async () => {
    const kept = await cast.zhoumin.send('POST', '/api/v1/files', PNG, {
      headers: { 'content-type': 'application/octet-stream' },
    })
    const file = kept.json<{ hash: string; byteSize: number }>()
    const picture = { kind: 'image', hash: file.hash, byteSize: file.byteSize, fileName: '门店.png' }
    const { id } = await make('欢迎 %NICKNAME% 进群', [picture])
    expect((await list()).items).toMatchObject([{ id, wayState: 'making' }])
    await settled()
    expect((await list()).items).toMatchObject([{ id, wayState: 'live', isBehind: false }])
    expect(inWecom()).toMatchObject([{ text: '欢迎 %NICKNAME% 进群', kind: 'image' }])
    const content = { text: '欢迎新车主', attachments: [] }
    expect((await send('PUT', `${PATH}/${id}`, { name: '新', content, version: 1 })).status).toBe(200)
    expect((await list()).items).toMatchObject([{ name: '新', isBehind: true, version: 2 }])
    expect((await send('PUT', `${PATH}/${id}`, { name: '旧', content, version: 1 })).status).toBe(409)
    await settled()
    expect((await list()).items).toMatchObject([{ isBehind: false }])
    expect(inWecom()).toMatchObject([{ text: '欢迎新车主' }])
    await send('POST', `${PATH}/${id}/end`, {})
    await settled()
    expect([(await list()).items, inWecom()]).toEqual([[], []])
    const entries = await service().database.db.auditEntry.findMany({
      where: { corpId, objectId: id },
      orderBy: { id: 'asc' },
    })
    expect(entries.map((row) => row.action)).toEqual([
      'group-welcome-made',
      'group-welcome-changed',
      'group-welcome-removed',
    ])
  })

  it('keep within the limits of WeCom', async () => {
    expect(await make('长'.repeat(1001))).toMatchObject({ status: 400, tell: { reason: 'text-too-long' } })
    expect(await make('{{ store.name }}欢迎您')).toMatchObject({ tell: { reason: 'variable-not-here' } })
    expect(await make('')).toMatchObject({ tell: { reason: 'empty' } })
    const link = { kind: 'link', title: '预约', url: 'https://example.com/a' }
    expect(await make('欢迎', [link, link])).toMatchObject({ tell: { reason: 'too-many' } })
    const gone = { kind: 'image', hash: 'a'.repeat(64), fileName: 'a.png', byteSize: 10 }
    expect(await make('欢迎', [gone])).toMatchObject({ tell: { reason: 'no-file' } })
  })

  it('stay unknown when WeCom does not say whether a new one was made, and are not made twice', async () => {
    fault(ADD)
    const { id } = await make('也许')
    await settled()
    expect((await list()).items).toMatchObject([{ id, wayState: 'failed' }])
    expect(inWecom()).toHaveLength(1)
    const [effect] = await service().database.db.effect.findMany({ where: { corpId, state: 'unknown' } })
    expect(effect?.kind).toBe('group-welcome')
  })

  it('are changed and removed once more when the answer was lost', async () => {
    const { id } = await make('第一版')
    await settled()
    fault(EDIT)
    await send('PUT', `${PATH}/${id}`, {
      name: '第二版',
      version: 1,
      content: { text: '第二版', attachments: [] },
    })
    await settled()
    expect((await list()).items[0]).toMatchObject({ id, wayState: 'live', isBehind: false })
    fault('externalcontact/group_welcome_template/del')
    await send('POST', `${PATH}/${id}/end`, {})
    await settled()
    expect(inWecom().map((one) => one.text)).toEqual(['也许'])
    const row = await service().database.db.groupWelcome.findUniqueOrThrow({
      where: { corpId_id: { corpId, id } },
    })
    expect(row.wayState).toBe('ended')
  })
})
