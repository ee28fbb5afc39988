import { afterEach, describe, expect, it, vi } from 'vitest'
import { addressOf, get, post, put, whenSignedOut } from '../../../sidebar/api/request.ts'
import { problem, startService } from '../support/service.ts'

afterEach(() => whenSignedOut(() => {}))

describe('asking the service', () => {
  it('names the app, sends JSON and reads JSON', async () => {
    const service = await startService()
    service.on('PUT /thing', { ok: 1 })
    expect(await put('/thing', { a: '客' })).toEqual({ ok: 1 })
    expect(service.asked[0]).toMatchObject({ body: { a: '客' }, headers: { 'x-liuke-app': 'chat' } })
    expect(service.asked[0]?.headers['content-type']).toBe('application/json')
  })

  it('leaves empty values out of the address', () => {
    expect(
      addressOf('/scripts', { q: '保养', categoryId: '', cursor: null, page: undefined, limit: 0 }),
    ).toBe('/api/v1/scripts?q=%E4%BF%9D%E5%85%BB&limit=0')
  })

  it('keeps the kind, the reason and the code of a refusal', async () => {
    const service = await startService()
    service.on('GET /thing', () => problem('not-found', 404, { reason: 'not-yours' }))
    await expect(get('/thing')).rejects.toMatchObject({
      kind: 'not-found',
      status: 404,
      requestId: 'R-1',
      tell: { reason: 'not-yours' },
    })
  })

  it('does not take the page of a proxy for an answer', async () => {
    const service = await startService()
    service.on('GET /bad-gateway', () => ({ status: 502, text: '<h1>502</h1>' }))
    service.on('GET /portal', () => ({ status: 200, text: '<h1>Please log in to the Wi-Fi</h1>' }))
    await expect(get('/bad-gateway')).rejects.toMatchObject({ kind: 'bad-answer', status: 502 })
    await expect(get('/portal')).rejects.toMatchObject({ kind: 'bad-answer' })
  })

  it('says that the network is gone', async () => {
    await startService()
    const { happyDOM } = window as unknown as { happyDOM: { setURL(url: string): void } }
    happyDOM.setURL('http://127.0.0.1:9/chat/')
    await expect(get('/thing')).rejects.toMatchObject({ kind: 'offline', status: 0 })
  })

  it('does not wait forever', async () => {
    const service = await startService()
    let release = (): void => {}
    service.on('GET /slow', () => ({ wait: new Promise<void>((resume) => (release = resume)) }))
    await expect(get('/slow', { timeoutMs: 30 })).rejects.toMatchObject({ kind: 'timeout' })
    release()
  })

  it('tells the app when the session is gone, and the caller too', async () => {
    const service = await startService()
    const gone = vi.fn<() => void>()
    whenSignedOut(gone)
    service.on('POST /thing', () => problem('not-signed-in', 401))
    await expect(post('/thing')).rejects.toMatchObject({ kind: 'not-signed-in' })
    expect(gone).toHaveBeenCalledTimes(1)
  })
})
