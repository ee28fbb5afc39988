import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { forgetMedia, mediaFor, pictureUrlFor } from '../../../server/features/media/index.ts'
import { keepBlob, readBlobStream, toBlob } from '../../../server/platform/blobs.ts'
import { corpId, startTestService, type TestService } from '../../support/service.ts'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=',
  'base64',
)
const MP4 = Buffer.concat([Buffer.from([0, 0, 0, 0x18]), Buffer.from('ftypmp42\0\0\0\0mp42isom')])
const HOUR_MS = 3_600_000
const scope = { corpId }

let test: TestService
beforeAll(async () => {
  test = await startTestService({ isSynced: false })
})
afterAll(() => test.close())

async function keep(bytes: Buffer): Promise<{ hash: string }> {
  const blob = toBlob(bytes)
  await keepBlob(test.database.db, { corpId, blob, at: test.clock.now() })
  return { hash: blob.hash }
}
const uploads = () => test.simulator.calls.of('media/upload')

it('a file is known by its bytes, and read no further than its limit', async () => {
  const types = [PNG, MP4, Buffer.from('%PDF-1.7 …'), Buffer.from('<svg onload="x"/>')].map(
    (bytes) => toBlob(bytes).contentType,
  )
  expect(types).toEqual(['image/png', 'video/mp4', 'application/pdf', 'application/octet-stream'])
  let read = 0
  const endless = Readable.from(
    (function* () {
      for (;;) {
        read += 1000
        yield Buffer.alloc(1000)
      }
    })(),
  )
  await expect(readBlobStream(endless, { maxBytes: 5000 })).rejects.toMatchObject({ kind: 'too-large' })
  expect(read).toBeLessThan(50_000)
})

it('many who want one file at once share an upload, and get another before WeCom forgets it', async () => {
  const blob = await keep(PNG)
  const before = uploads()
  const ids = await Promise.all([1, 2, 3, 4].map(() => mediaFor(test.deps, scope, blob, 'image')))
  expect(new Set(ids.map(({ mediaId }) => mediaId)).size).toBe(1)
  expect(uploads()).toBe(before + 1)
  test.advance(59 * HOUR_MS)
  expect(await mediaFor(test.deps, scope, blob, 'image')).toEqual(ids[0])
  test.advance(2 * HOUR_MS)
  const renewed = await mediaFor(test.deps, scope, blob, 'image')
  expect(renewed.mediaId).not.toBe(ids[0]?.mediaId)
  expect(renewed.expiresAt.getTime()).toBeGreaterThan(test.clock.nowMs() + 71 * HOUR_MS)
  await forgetMedia(test.deps, scope, renewed.mediaId)
  expect((await mediaFor(test.deps, scope, blob, 'image')).mediaId).not.toBe(renewed.mediaId)
})

it('each use has an id of its own, and a file one for each name it is sent under', async () => {
  const blob = await keep(Buffer.from('%PDF-1.7 price list'))
  const june = await mediaFor(test.deps, scope, { ...blob, fileName: '报价\r\n"6月".pdf' }, 'file')
  const july = await mediaFor(test.deps, scope, { ...blob, fileName: '报价7月.pdf' }, 'file')
  expect(june.mediaId).not.toBe(july.mediaId)
  const picture = await keep(PNG)
  const sent = await mediaFor(test.deps, scope, picture, 'image')
  const moment = await mediaFor(test.deps, scope, picture, 'moment-image')
  expect(moment.mediaId).not.toBe(sent.mediaId)
  const address = await pictureUrlFor(test.deps, scope, picture)
  test.advance(100 * 24 * HOUR_MS)
  expect(await pictureUrlFor(test.deps, scope, picture)).toBe(address)
})

it('what WeCom would refuse is not sent', async () => {
  const before = uploads()
  const pdf = await keep(Buffer.from('%PDF-1.7 no picture'))
  await expect(mediaFor(test.deps, scope, pdf, 'image')).rejects.toMatchObject({
    tell: { reason: 'wrong-type', needs: ['image/jpeg', 'image/png'] },
  })
  await expect(mediaFor(test.deps, scope, await keep(Buffer.from('tiny')), 'file')).rejects.toMatchObject({
    tell: { reason: 'too-small' },
  })
  await expect(mediaFor(test.deps, scope, { hash: 'gone' }, 'file')).rejects.toMatchObject({
    kind: 'not-found',
  })
  expect(uploads()).toBe(before)
})
