import { createCipheriv } from 'node:crypto'
import { readFileSync } from 'node:fs'
import * as official from '@wecom/crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { openCallback, openUrlCheck, sealReply, signJsApi } from '../../server/wecom/index.ts'
import { decrypt, encrypt, signCallback } from '../../server/wecom/crypto.ts'

const text = z.string()
const sealed = z.object({ timestamp: text, nonce: text, msg_signature: text })
const vectors = z
  .object({
    account: z.object({ token: text, encodingAESKey: text, receiveId: text }),
    official_sample: z.object({
      token: text,
      encodingAESKey: text,
      receiveId: text,
      url_verify: sealed.extend({ echostr: text, expect_body: text }),
    }),
    url_verify: z.array(
      sealed.extend({ query_string: text, echostr_decoded: text, expect: z.object({ body: text }) }),
    ),
    cases: z.array(
      sealed.extend({
        name: text,
        random_hex: text.optional(),
        message: text.optional(),
        encrypt: text,
        post_body: text,
        expect: z.object({ accept: z.boolean(), message: text.optional(), stage: text.optional() }),
      }),
    ),
    jsapi_signature: z.array(
      z.object({ ticket: text, nonceStr: text, timestamp: z.number(), page_url: text, signature: text }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('../fixtures/wecom/crypto-vectors.json', import.meta.url), 'utf8')))

const { account } = vectors
const key = { token: account.token, encodingAesKey: account.encodingAESKey }
const receiver = { keys: [key], receiveId: account.receiveId }
const queryOf = (sealed: { msg_signature: string; timestamp: string; nonce: string }) => ({
  msgSignature: sealed.msg_signature,
  timestamp: sealed.timestamp,
  nonce: sealed.nonce,
})

describe('published vectors', () => {
  for (const vector of vectors.cases) {
    test(`${vector.name} is ${vector.expect.accept ? 'opened' : `refused at ${vector.expect.stage}`}`, () => {
      const opened = openCallback({ ...receiver, query: queryOf(vector), body: vector.post_body })
      if (vector.expect.accept) expect(opened).toMatchObject({ ok: true, plaintext: vector.expect.message })
      else expect(opened).toEqual({ ok: false, stage: vector.expect.stage })
    })

    if (vector.random_hex !== undefined && vector.message !== undefined) {
      const { random_hex: hex, message } = vector
      test(`${vector.name} is sealed to the same bytes`, () => {
        const random = Buffer.from(hex, 'hex')
        const input = { encodingAesKey: key.encodingAesKey, receiveId: account.receiveId, message, random }
        expect(encrypt(input)).toBe(vector.encrypt)
        expect(signCallback({ token: key.token, ...vector, encrypted: vector.encrypt })).toBe(
          vector.msg_signature,
        )
      })
    }
  }

  for (const vector of vectors.url_verify) {
    test('the address check answers the plain text, from the query as it is on the wire', () => {
      const query = new URLSearchParams(vector.query_string)
      const echostr = query.get('echostr') ?? ''
      expect(echostr).toBe(vector.echostr_decoded)
      expect(openUrlCheck({ ...receiver, query: queryOf(vector), echostr })).toMatchObject({
        ok: true,
        plaintext: vector.expect.body,
      })
    })
  }

  test("the vendor's own sample opens although its key has spare bits", () => {
    const { token, encodingAESKey, receiveId, url_verify: check } = vectors.official_sample
    const keys = [{ token, encodingAesKey: encodingAESKey }]
    expect(openUrlCheck({ keys, receiveId, query: queryOf(check), echostr: check.echostr })).toMatchObject({
      ok: true,
      plaintext: check.expect_body,
    })
  })

  for (const vector of vectors.jsapi_signature) {
    test(`the page ${vector.page_url} is signed without its hash`, () => {
      const { ticket, nonceStr: nonce, timestamp: timestampSec, page_url: url } = vector
      expect(signJsApi({ ticket, url, nonce, timestampSec })).toBe(vector.signature)
    })
  }
})

describe('against @wecom/crypto', () => {
  test('each opens what the other sealed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (message) => {
        const theirs = official.encrypt(key.encodingAesKey, message, account.receiveId)
        const opened = decrypt(key.encodingAesKey, theirs)
        expect(opened).toEqual({ message, receiveId: account.receiveId })
        const ours = encrypt({ ...key, message, receiveId: account.receiveId })
        expect(official.decrypt(key.encodingAesKey, ours)).toMatchObject({
          message,
          id: account.receiveId,
        })
      }),
      { numRuns: 60 },
    )
  })

  test('both sign alike', () => {
    const [first] = vectors.cases
    const encrypted = first?.encrypt ?? ''
    expect(signCallback({ token: 't', timestamp: '1', nonce: 'n', encrypted })).toBe(
      official.getSignature('t', '1', 'n', encrypted),
    )
  })
})

describe('what strangers send', () => {
  const message = '<xml><Event><![CDATA[x]]></Event></xml>'
  const timestamp = '1700000000'
  const nonce = 'n'
  const encrypted = encrypt({ ...key, message, receiveId: account.receiveId })
  const msgSignature = signCallback({ token: key.token, timestamp, nonce, encrypted })
  const open = (cipherText: string, query = { msgSignature, timestamp, nonce }, keys = [key]) =>
    openCallback({ ...receiver, keys, query, body: `<xml><Encrypt>${cipherText}</Encrypt></xml>` })

  test('any changed character of the cipher text is refused at the signature', () => {
    for (let index = 0; index < encrypted.length; index += 1) {
      const other = encrypted[index] === 'A' ? 'B' : 'A'
      const changed = encrypted.slice(0, index) + other + encrypted.slice(index + 1)
      expect(open(changed)).toEqual({ ok: false, stage: 'signature' })
    }
  })

  test('signatures of another length are refused, not thrown at', () => {
    for (const wrong of ['', 'a', `${msgSignature}0`, msgSignature.toUpperCase()]) {
      expect(open(encrypted, { msgSignature: wrong, timestamp, nonce })).toEqual({
        ok: false,
        stage: 'signature',
      })
    }
  })

  test('bytes that were never sealed are refused without an exception, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const garbage = Buffer.from(bytes).toString('base64')
        const signature = signCallback({ token: key.token, timestamp, nonce, encrypted: garbage })
        expect(open(garbage, { msgSignature: signature, timestamp, nonce }).ok).toBe(false)
      }),
    )
  })

  /** Sealed with the right key, but with a plain text of our own making. */
  function sealPlain(plain: Buffer): string {
    const bytes = Buffer.from(`${key.encodingAesKey}=`, 'base64')
    const cipher = createCipheriv('aes-256-cbc', bytes, bytes.subarray(0, 16)).setAutoPadding(false)
    return Buffer.concat([cipher.update(plain), cipher.final()]).toString('base64')
  }
  const plainOf = (length: number, pad: number[]) => {
    const content = Buffer.from(`xx${account.receiveId}`)
    const header = Buffer.alloc(20, 1)
    header.writeUInt32BE(length, 16)
    return Buffer.concat([header, content, Buffer.from(pad)])
  }
  const fill = (pad: number) => Array<number>(pad).fill(pad)
  const rest = 32 - ((20 + 2 + account.receiveId.length) % 32)

  test('broken padding and lengths that lie are not opened', () => {
    expect(decrypt(key.encodingAesKey, sealPlain(plainOf(2, fill(rest))))).toMatchObject({ message: 'xx' })
    const crooked = [...fill(rest).slice(0, -2), 0, rest]
    const zero = fill(rest).map(() => 0)
    const tooMuch = fill(rest).map(() => 33)
    for (const pad of [crooked, zero, tooMuch]) {
      expect(decrypt(key.encodingAesKey, sealPlain(plainOf(2, pad)))).toBeNull()
    }
    for (const length of [3 + account.receiveId.length, 0xffffffff]) {
      expect(decrypt(key.encodingAesKey, sealPlain(plainOf(length, fill(rest))))).toBeNull()
    }
  })

  test('a key that is not one says where the right one is found', () => {
    expect(() => decrypt('short', encrypted)).toThrow('43 characters')
  })

  test('while keys are rotated, events of the old and of the new key open', () => {
    const newer = { token: 'NewToken', encodingAesKey: `Z${key.encodingAesKey.slice(1)}` }
    const both = [newer, key]
    expect(open(encrypted, undefined, both)).toMatchObject({ ok: true, key })
    const resealed = encrypt({ ...newer, message, receiveId: account.receiveId })
    const signature = signCallback({ token: newer.token, timestamp, nonce, encrypted: resealed })
    expect(open(resealed, { msgSignature: signature, timestamp, nonce }, both)).toMatchObject({
      ok: true,
      key: newer,
    })
  })

  test('a new key under the old token opens too', () => {
    const newer = { token: key.token, encodingAesKey: `Z${key.encodingAesKey.slice(1)}` }
    expect(open(encrypted, undefined, [newer, key])).toMatchObject({ ok: true, key })
  })

  test('a reply can be opened by whoever has the key', () => {
    const reply = sealReply({ key, receiveId: account.receiveId, message: 'success', timestamp, nonce })
    const signature = /<MsgSignature><!\[CDATA\[(\w+)/.exec(reply)?.[1] ?? ''
    const query = { msgSignature: signature, timestamp, nonce }
    expect(openCallback({ ...receiver, query, body: reply })).toMatchObject({
      ok: true,
      plaintext: 'success',
    })
  })
})
