import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dedupKey, openCallback, openUrlCheck, parseEvent } from '../../server/wecom/index.ts'
import { readFlatXml } from '../../server/wecom/xml.ts'

const fixture = (name: string) => readFileSync(new URL(`../fixtures/wecom/${name}`, import.meta.url), 'utf8')
const base = { corpId: 'wwFAKE00000000dealer', createdAt: 1717286400_000 }
const shenLan = 'wmFAKEAAAA0001ShenLan000000000001'
const heYun = 'wmFAKEAAAA0002HeYun0000000000002'
const club = 'wrFAKEAAAA0001S6OwnersClub0000001'
const versions = {
  lastVersion: '0123456789abcdef0123456789abcdef',
  currentVersion: 'fedcba9876543210fedcba9876543210',
}
const contact = { kind: 'contact', userid: 'liqing', externalUserid: shenLan, byTransfer: false }
const chat = { kind: 'chat', change: 'updated', chatId: club, members: [] }
const modelGroup = 'etFAKEGROUP0001IntentModel0000001'

const expected: Record<string, object> = {
  'change_external_contact.add_external_contact': {
    ...contact,
    change: 'added',
    state: 'store_hz_west',
    welcomeCode: 'FAKE_WELCOME_CODE',
  },
  'change_external_contact.add_half_external_contact': {
    ...contact,
    change: 'added-half',
    externalUserid: heYun,
    state: 'store_hz_west',
    welcomeCode: 'FAKE_WELCOME_CODE_2',
  },
  'change_external_contact.edit_external_contact': { ...contact, change: 'edited', state: 'store_hz_west' },
  'change_external_contact.del_external_contact': { ...contact, change: 'removed-by-member' },
  'change_external_contact.del_external_contact.transfer': {
    ...contact,
    change: 'removed-by-member',
    byTransfer: true,
  },
  'change_external_contact.del_follow_user': { ...contact, change: 'removed-by-contact' },
  'change_external_contact.transfer_fail': {
    ...contact,
    change: 'transfer-failed',
    userid: 'zhaowei',
    externalUserid: 'woFAKEAAAA0003FleetCo00000000003',
    failReason: 'customer_refused',
  },
  'change_external_contact.msg_audit_approved': {
    ...contact,
    change: 'archive-agreed',
    welcomeCode: 'FAKE_WELCOME_CODE_3',
  },
  'change_external_chat.create': { ...chat, change: 'created' },
  'change_external_chat.dismiss': { ...chat, change: 'dismissed' },
  'change_external_chat.update.add_member': {
    ...chat,
    ...versions,
    detail: 'add_member',
    joinScene: 3,
    members: [shenLan, heYun],
  },
  'change_external_chat.update.del_member': {
    ...chat,
    ...versions,
    detail: 'del_member',
    quitScene: 1,
    members: [shenLan],
  },
  'change_external_chat.update.change_name': { ...chat, detail: 'change_name' },
  'change_external_chat.update.change_notice': { ...chat, detail: 'change_notice' },
  'change_external_chat.update.change_owner': { ...chat, detail: 'change_owner' },
  'change_external_tag.create': {
    kind: 'tag',
    change: 'created',
    id: 'etFAKETAG00001LanyueS6000000001',
    of: 'tag',
  },
  'change_external_tag.update': { kind: 'tag', change: 'updated', id: modelGroup, of: 'group' },
  'change_external_tag.update.strategy': {
    kind: 'tag',
    change: 'updated',
    id: 'etFAKESTRATTAG01ServicePlan00001',
    of: 'tag',
    strategyId: 1,
  },
  'change_external_tag.delete': { kind: 'tag', change: 'deleted', id: modelGroup, of: 'group' },
  'change_external_tag.shuffle': { kind: 'tag', change: 'shuffled', id: modelGroup, strategyId: 1 },
  'change_contact.create_user': { kind: 'member', change: 'created', userid: 'liqing' },
  'change_contact.update_user': { kind: 'member', change: 'updated', userid: 'liqing', newUserid: 'liqing2' },
  'change_contact.delete_user': { kind: 'member', change: 'deleted', userid: 'wanghao' },
  'change_contact.create_party': { kind: 'department', change: 'created', id: 4 },
  'change_contact.update_party': { kind: 'department', change: 'updated', id: 4 },
  'change_contact.delete_party': { kind: 'department', change: 'deleted', id: 4 },
}

for (const [name, event] of Object.entries(expected)) {
  test(`the published ${name} event is read`, () => {
    expect(parseEvent(fixture(`event.${name}.xml`))).toEqual({ ...base, ...event })
  })
}

test('an event that is new to us is kept as it came', () => {
  const raw = fixture('event.change_contact.update_tag.xml')
  expect(parseEvent(raw)).toEqual({
    ...base,
    kind: 'unknown',
    event: 'change_contact',
    change: 'update_tag',
    raw,
  })
  expect(parseEvent('{"msgtype":"text"}')).toMatchObject({ kind: 'unknown', raw: '{"msgtype":"text"}' })
})

test('the published envelope opens to the published event', () => {
  const envelope = JSON.parse(fixture('_callback_envelope.json'))
  const receiver = {
    keys: [{ token: envelope.token, encodingAesKey: envelope.encodingAESKey }],
    receiveId: envelope.receiveid,
  }
  const queryOf = (query: Record<string, string>) => ({
    msgSignature: query.msg_signature ?? '',
    timestamp: query.timestamp ?? '',
    nonce: query.nonce ?? '',
  })
  const { query } = envelope.verify_get
  expect(openUrlCheck({ ...receiver, query: queryOf(query), echostr: query.echostr })).toMatchObject({
    plaintext: envelope.verify_get.answer_plain_text,
  })
  const { body } = envelope.event_post
  const opened = openCallback({ ...receiver, query: queryOf(envelope.event_post.query), body })
  expect(opened.ok && parseEvent(opened.plaintext)).toMatchObject({ kind: 'contact', change: 'added' })
})

test('two events of the same second differ, the same event twice does not, corps and apps stay apart', () => {
  const added = fixture('event.change_external_contact.add_external_contact.xml')
  const edited = fixture('event.change_external_contact.edit_external_contact.xml')
  const keys = [
    dedupKey('ww1', 'app', added),
    dedupKey('ww1', 'app', edited),
    dedupKey('ww2', 'app', added),
    dedupKey('ww1', 'contacts', added),
    dedupKey('ww1a', 'pp', added),
  ]
  expect(new Set(keys).size).toBe(5)
  expect(dedupKey('ww1', 'app', added)).toBe(keys[0])
})

test.each([['x'.repeat(129)], ['a\0b']])('an event about an id that can be none is kept raw', (id) => {
  const raw = `<xml><ToUserName>ww1</ToUserName><CreateTime>1</CreateTime><Event>change_external_contact</Event><ChangeType>edit_external_contact</ChangeType><UserID>liqing</UserID><ExternalUserID><![CDATA[${id}]]></ExternalUserID></xml>`
  expect(parseEvent(raw)).toEqual({
    corpId: 'ww1',
    createdAt: 1000,
    kind: 'unknown',
    event: 'change_external_contact',
    change: 'edit_external_contact',
    raw,
  })
})

describe('the XML reader', () => {
  const refused: Record<string, string> = {
    'a document type': '<!DOCTYPE xml><xml><A>1</A></xml>',
    'an external entity': '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><xml><A>&b;</A></xml>',
    'an entity inside the root': '<xml><!ENTITY b "c"><A>1</A></xml>',
    'a comment': '<xml><!-- --><A>1</A></xml>',
    attributes: '<xml><A b="c">1</A></xml>',
    'crooked nesting': '<xml><A><B>1</A></B></xml>',
    'no end': '<xml><A>1</A>',
    'a second root': '<xml><A>1</A></xml><xml></xml>',
    'text after the root': '<xml><A>1</A></xml>x',
    'more than 64 KB': `<xml><A>${'x'.repeat(65_536)}</A></xml>`,
    'deep nesting': `${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}`,
    'an open CDATA': '<xml><A><![CDATA[x</A></xml>',
    'plain text': 'success',
    nothing: '',
  }
  for (const [what, xml] of Object.entries(refused)) {
    test(`refuses ${what}`, () => expect(readFlatXml(xml)).toBeNull())
  }

  test('what looks like XML inside CDATA stays text', () => {
    const name = '</Name><UserID>evil</UserID><!DOCTYPE x>&amp;'
    const read = readFlatXml(`<xml><Name><![CDATA[${name}]]></Name><UserID>liqing</UserID></xml>`)
    expect(read?.fields).toEqual({ Name: name, UserID: 'liqing' })
  })

  test('plain text, declarations, blanks and the five named entities are read', () => {
    const xml =
      '\uFEFF<?xml version="1.0" encoding="UTF-8"?>\n<xml>\n  <A>a &lt;b&gt; &amp;amp; 你好 🚗</A>\n <B/>\n</xml>\n'
    expect(readFlatXml(xml)?.fields).toEqual({ A: 'a <b> &amp; 你好 🚗', B: '' })
  })

  test('dangerous names touch no prototype', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const read = readFlatXml(`<xml><${name}><Item>1</Item></${name}><ChangeType>${name}</ChangeType></xml>`)
      expect(read?.fields.ChangeType).toBe(name)
      expect(Object.getPrototypeOf(read?.fields)).toBeNull()
      const event = `<xml><Event>change_external_contact</Event><ChangeType>${name}</ChangeType><UserID>u</UserID><ExternalUserID>e</ExternalUserID></xml>`
      expect(parseEvent(event).kind).toBe('unknown')
    }
    expect(({} as Record<string, unknown>).Item).toBeUndefined()
  })

  test('bombs cost next to nothing', () => {
    const bombs = [
      `<xml><A>${'&#65;'.repeat(13_000)}</A></xml>`,
      `<xml>${'<![CDATA['.repeat(7_000)}</xml>`,
      `<xml>${'<a>'.repeat(20_000)}</xml>`,
      `<xml>${'<'.repeat(60_000)}`,
      `${' '.repeat(60_000)}<`,
      `<?xml ${' '.repeat(60_000)}`,
    ]
    const before = performance.now()
    for (let turn = 0; turn < 10; turn += 1) for (const bomb of bombs) readFlatXml(bomb)
    // Milliseconds when it is linear; minutes when it is not.
    expect(performance.now() - before).toBeLessThan(10_000)
  })

  test('no text makes it throw', () => {
    const piece = fc.constantFrom(
      '<xml>',
      '</xml>',
      '<A>',
      '</A>',
      '<![CDATA[',
      ']]>',
      '&lt;',
      '<',
      '>',
      'x',
      '/',
      ' ',
    )
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join('')),
        (xml) => {
          expect(() => parseEvent(xml)).not.toThrow()
        },
      ),
    )
  })
})
