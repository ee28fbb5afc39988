import { describe, expect, it } from 'vitest'
import {
  createBridge,
  SLOW_MS,
  type BridgeHost,
  type BridgeModes,
} from '../../../server/simulator/desk/bridge.ts'
import type { BridgePage, Outcome } from '../../../server/simulator/desk/bridge.ts'
import type { OutgoingMessage } from '../../../server/simulator/desk/chat-message.ts'
import type { SharedContent } from '../../../server/simulator/desk/share-content.ts'

const URL_OF_PAGE = 'http://127.0.0.1:3000/chat/'
const WRONG_SIGNATURE =
  'agentConfig:fail_invalid signature more info at https://open.work.weixin.qq.com/devtool/query?e=40093'
const ALL = [
  'getContext',
  'getCurExternalContact',
  'getCurExternalChat',
  'sendChatMessage',
  'openUserProfile',
  'openEnterpriseChat',
  'setClipboardData',
  'shareToExternalContact',
  'shareToExternalChat',
  'shareToExternalMoments',
]

interface Setting {
  page?: Partial<BridgePage>
  modes?: Partial<BridgeModes>
  verdict?: string
  deliver?: Outcome
}

function makeDesk(setting: Setting = {}) {
  const sent: OutgoingMessage[] = []
  const waits: number[] = []
  const verified: { kind: string; url: string }[] = []
  const opened: string[] = []
  const shared: [string, SharedContent][] = []
  const modes: BridgeModes = { sendResult: 'ok', pace: 'normal', ...setting.modes }
  const page: BridgePage = {
    entry: 'single_chat_tools',
    client: 'pc',
    version: '5.0.10',
    externalUserId: 'wmLinXiaoyu',
    ...setting.page,
  }
  const host: BridgeHost = {
    page: () => page,
    modes: () => modes,
    wait: async (ms) => void waits.push(ms),
    verify: async (kind, url) => {
      verified.push({ kind, url })
      return setting.verdict ?? (kind === 'agent' ? 'agentConfig:ok' : 'preVerifyJSAPI:ok')
    },
    deliver: async (message) => {
      sent.push(message)
      return setting.deliver ?? { ok: true }
    },
    share: async (api, content) => {
      shared.push([api, content])
      return setting.deliver ?? { ok: true }
    },
    openProfile: (kind, id) => (opened.push(`${kind}:${id}`), { ok: true }),
    openChat: async (request) => (opened.push(`chat:${request.chatId || request.userIds}`), { ok: true }),
    copy: async (text) => (opened.push(`copy:${text}`), { ok: true }),
    openBrowser: (url) => (opened.push(`browser:${url}`), { ok: true }),
    close: () => void opened.push('closed'),
  }
  const bridge = createBridge(host)
  const call = (name: string, params: Record<string, unknown> = {}, url = URL_OF_PAGE) =>
    bridge.call({ name, params, url })
  const configure = (jsApiList: string[] = ALL) => call('agentConfig', { jsApiList })
  return { call, configure, sent, shared, waits, verified, opened, modes }
}

const text = (content: string) => ({ msgtype: 'text', text: { content } })

describe('the configuration', () => {
  it('is granted when the signature is right, and says what it checked', async () => {
    const desk = makeDesk()
    expect(await desk.configure(['getContext', 'wipeDevice'])).toEqual({
      err_msg: 'agentConfig:ok',
      checkResult: { getContext: true, wipeDevice: false },
    })
    expect(desk.verified).toEqual([{ kind: 'agent', url: URL_OF_PAGE }])
  })

  it('is refused with 40093 when the signature is wrong, and grants nothing', async () => {
    const desk = makeDesk({ verdict: WRONG_SIGNATURE })
    expect(await desk.configure()).toEqual({ err_msg: WRONG_SIGNATURE })
    expect(await desk.call('getContext')).toEqual({ err_msg: 'getContext:fail_no permission to execute' })
  })

  it('holds for the signed address only', async () => {
    const desk = makeDesk()
    await desk.configure()
    expect(await desk.call('getContext', {}, `${URL_OF_PAGE}?tab=2`)).toEqual({
      err_msg: 'getContext:fail_no permission to execute',
    })
    expect(await desk.call('getContext')).toMatchObject({ err_msg: 'getContext:ok' })
  })

  it('of the corp alone does not open the current chat, but opens a profile', async () => {
    const desk = makeDesk()
    await desk.call('preVerifyJSAPI', { verifyJsApiList: ALL })
    expect(await desk.call('getCurExternalContact')).toEqual({
      err_msg: 'getCurExternalContact:fail_no permission to execute',
    })
    expect(await desk.call('openUserProfile', { type: 1, userid: 'lina' })).toEqual({
      err_msg: 'openUserProfile:ok',
    })
  })

  it('of an old client needs the corp config first', async () => {
    const desk = makeDesk({ page: { version: '3.0.20' } })
    expect(await desk.configure()).toEqual({ err_msg: 'agentConfig:fail_no permission to execute' })
    await desk.call('preVerifyJSAPI', { verifyJsApiList: ALL })
    expect(await desk.configure()).toMatchObject({ err_msg: 'agentConfig:ok' })
    expect(await desk.call('getContext')).toEqual({ err_msg: 'getContext:function_not_exist' })
    expect(await desk.call('getCurExternalContact')).toMatchObject({ userId: 'wmLinXiaoyu' })
  })
})

describe('a call', () => {
  it.each([
    ['getContext', 'single_chat_tools', { err_msg: 'getContext:ok', entry: 'single_chat_tools' }],
    ['getContext', 'normal', { err_msg: 'getContext:ok', entry: 'normal' }],
    [
      'getCurExternalContact',
      'single_chat_tools',
      { err_msg: 'getCurExternalContact:ok', userId: 'wmLinXiaoyu' },
    ],
    [
      'getCurExternalContact',
      'contact_profile',
      { err_msg: 'getCurExternalContact:ok', userId: 'wmLinXiaoyu' },
    ],
    [
      'getCurExternalContact',
      'group_chat_tools',
      { err_msg: 'getCurExternalContact:fail without context of external contact' },
    ],
    [
      'getCurExternalContact',
      'normal',
      { err_msg: 'getCurExternalContact:fail without context of external contact' },
    ],
    [
      'getCurExternalChat',
      'single_chat_tools',
      { err_msg: 'getCurExternalChat:fail without context of external contact' },
    ],
  ] as const)('%s in %s answers as the client does', async (name, entry, expected) => {
    const desk = makeDesk({ page: { entry } })
    await desk.configure()
    expect(await desk.call(name)).toEqual(expected)
  })

  it('of the group gives the chat id in the group toolbar', async () => {
    const desk = makeDesk({ page: { entry: 'group_chat_tools', chatId: 'wrGroup3' } })
    await desk.configure()
    expect(await desk.call('getCurExternalChat')).toEqual({
      err_msg: 'getCurExternalChat:ok',
      chatId: 'wrGroup3',
    })
  })

  it('outside the signed jsApiList is not permitted', async () => {
    const desk = makeDesk()
    await desk.configure(['getContext'])
    expect(await desk.call('sendChatMessage', text('您好'))).toEqual({
      err_msg: 'sendChatMessage:fail_no permission to execute',
    })
    expect(desk.sent).toEqual([])
  })

  it('keeps the list of the last good config when a later one fails', async () => {
    const setting: Setting = {}
    const desk = makeDesk(setting)
    await desk.configure()
    setting.verdict = WRONG_SIGNATURE
    await desk.configure(['getContext'])
    expect(await desk.call('getCurExternalContact')).toMatchObject({ userId: 'wmLinXiaoyu' })
  })

  it.each(['shareToExternalMoments', 'toString', ''])(
    'of an unknown name (%s) does not exist',
    async (name) => {
      expect(await makeDesk().call(name)).toEqual({ err_msg: `${name}:function_not_exist` })
    },
  )

  it('to the clipboard does not exist before 3.1.2', async () => {
    const desk = makeDesk({ page: { version: '3.0.20' } })
    expect(await desk.call('setClipboardData', { data: 'x' })).toEqual({
      err_msg: 'setClipboardData:function_not_exist',
    })
  })

  it('reaches the clipboard, a profile and a chat when allowed', async () => {
    const desk = makeDesk()
    await desk.configure()
    await desk.call('setClipboardData', { data: '您好' })
    await desk.call('openUserProfile', { type: 2, userid: 'wmLinXiaoyu' })
    await desk.call('openEnterpriseChat', { chatId: '', userIds: 'xuli; zhoumin' })
    expect(desk.opened).toEqual(['copy:您好', 'contact:wmLinXiaoyu', 'chat:xuli,zhoumin'])
  })

  it('stays without an answer when the client is silent', async () => {
    expect(await makeDesk({ modes: { pace: 'silent' } }).configure()).toBeNull()
  })

  it('comes late when the client is slow', async () => {
    const desk = makeDesk({ modes: { pace: 'slow' } })
    expect(await desk.configure()).toMatchObject({ err_msg: 'agentConfig:ok' })
    expect(desk.waits).toEqual([SLOW_MS])
  })
})

describe('sending', () => {
  const news = { link: 'https://lanyue.example/s7', title: 'S7', desc: '', imgUrl: '' }
  const mini = { appid: 'wx1', title: '预约', imgUrl: 'https://lanyue.example/a.png', page: 'pages/a.html' }

  it.each([
    [text('您好'), { kind: 'text', text: '您好' }],
    [
      { msgtype: 'image', image: { mediaid: 'M1' } },
      { kind: 'image', mediaId: 'M1' },
    ],
    [
      { msgtype: 'news', news },
      { kind: 'news', news },
    ],
    [
      { msgtype: 'miniprogram', miniprogram: mini },
      { kind: 'miniprogram', miniprogram: mini },
    ],
  ])('accepts a sound body and delivers it once: %o', async (params, message) => {
    const desk = makeDesk()
    await desk.configure()
    expect(await desk.call('sendChatMessage', params)).toEqual({ err_msg: 'sendChatMessage:ok' })
    expect(desk.sent).toEqual([message])
  })

  it.each([
    [{}, 'fail invalid msgtype'],
    [{ msgtype: 'voice', voice: { mediaid: 'M1' } }, 'fail invalid msgtype'],
    [text('   '), 'fail invalid content'],
    [{ msgtype: 'image', image: { media_id: 'M1' } }, 'fail invalid mediaid'],
    [{ msgtype: 'news', news: { ...news, link: '/s7' } }, 'fail invalid link'],
    [{ msgtype: 'news', news: { ...news, title: '' } }, 'fail invalid title'],
    [{ msgtype: 'news', news: { ...news, imgUrl: 'a.png' } }, 'fail invalid imgUrl'],
    [{ msgtype: 'miniprogram', miniprogram: { ...mini, imgUrl: '//a.png' } }, 'fail invalid imgUrl'],
    [{ msgtype: 'miniprogram', miniprogram: { ...mini, page: 'pages/a' } }, 'fail invalid page'],
  ])('refuses a broken body: %o', async (params, problem) => {
    const desk = makeDesk()
    await desk.configure()
    expect(await desk.call('sendChatMessage', params)).toEqual({ err_msg: `sendChatMessage:${problem}` })
    expect(desk.sent).toEqual([])
  })

  it.each([
    ['cancel', 'sendChatMessage:cancel'],
    ['fail', 'sendChatMessage:fail'],
  ] as const)('delivers nothing when the member chooses %s', async (sendResult, errMsg) => {
    const desk = makeDesk({ modes: { sendResult } })
    await desk.configure()
    expect(await desk.call('sendChatMessage', text('您好'))).toEqual({ err_msg: errMsg })
    expect(desk.sent).toEqual([])
  })

  it.each(['contact_profile', 'normal'] as const)('is impossible in %s', async (entry) => {
    const desk = makeDesk({ page: { entry } })
    await desk.configure()
    expect(await desk.call('sendChatMessage', text('您好'))).toEqual({
      err_msg: 'sendChatMessage:fail without context of external contact',
    })
  })

  it('hands on the reason when the chat does not take the message', async () => {
    const desk = makeDesk({ deliver: { ok: false, problem: ' invalid mediaid' } })
    await desk.configure()
    expect(await desk.call('sendChatMessage', { msgtype: 'image', image: { mediaid: 'gone' } })).toEqual({
      err_msg: 'sendChatMessage:fail invalid mediaid',
    })
  })
})

describe('sharing', () => {
  const body = { text: { content: '春季保养' }, externalUserIds: ['wm1'], chatIds: ['wr1'] }
  const link = { url: 'https://lanyue.example/s7', title: 'S7', desc: '', imgUrl: '' }
  const card = { msgtype: 'link', link }
  const image = { msgtype: 'image', image: { mediaid: 'M1' } }

  it('opens the window of customers or of groups in any entry, with the receivers chosen', async () => {
    const desk = makeDesk({ page: { entry: 'normal' } })
    await desk.configure()
    expect(await desk.call('shareToExternalContact', { ...body, attachments: [card, image] })).toEqual({
      err_msg: 'shareToExternalContact:ok',
    })
    await desk.call('shareToExternalChat', body)
    const news = { link: link.url, title: 'S7', desc: '', imgUrl: '' }
    expect(desk.shared).toEqual([
      [
        'shareToExternalContact',
        {
          text: '春季保养',
          parts: [
            { kind: 'link', news },
            { kind: 'image', mediaId: 'M1', imgUrl: '' },
          ],
          receivers: ['wm1'],
        },
      ],
      ['shareToExternalChat', { text: '春季保养', parts: [], receivers: ['wr1'] }],
    ])
    expect(desk.sent).toEqual([])
  })

  it('leaves the choice to the person before 4.1.10, and knows one card alone before 3.1.6', async () => {
    const middle = makeDesk({ page: { version: '4.1.9' } })
    await middle.configure()
    await middle.call('shareToExternalContact', body)
    expect(middle.shared).toMatchObject([['shareToExternalContact', { receivers: [] }]])
    const old = makeDesk({ page: { version: '3.1.5' } })
    await old.configure()
    expect(await old.call('shareToExternalContact', body)).toEqual({
      err_msg: 'shareToExternalContact:fail invalid url',
    })
    const { url, ...rest } = link
    expect(await old.call('shareToExternalContact', { ...rest, link: url })).toMatchObject({
      err_msg: 'shareToExternalContact:ok',
    })
  })

  it('in moments is for phones from 3.1.12 on', async () => {
    const ask = async (page: Partial<BridgePage>) => {
      const desk = makeDesk({ page })
      await desk.configure()
      return await desk.call('shareToExternalMoments', { text: { content: '新到' }, attachments: [image] })
    }
    const unknown = { err_msg: 'shareToExternalMoments:function_not_exist' }
    expect(await ask({ client: 'pc' })).toEqual(unknown)
    expect(await ask({ client: 'ios', version: '3.1.11' })).toEqual(unknown)
    expect(await ask({ client: 'ios', version: '3.1.12' })).toEqual({ err_msg: 'shareToExternalMoments:ok' })
  })

  it.each([
    ['shareToExternalContact', {}, ' invalid params: nothing to share'],
    ['shareToExternalContact', { text: { content: '字'.repeat(4001) } }, ' invalid text: too long'],
    ['shareToExternalChat', { attachments: Array.from({ length: 10 }, () => image) }, ' invalid attachments'],
    ['shareToExternalChat', { attachments: [{ msgtype: 'news', news: link }] }, ' invalid msgtype'],
    ['shareToExternalChat', { attachments: [{ msgtype: 'image', image: {} }] }, ' invalid mediaid'],
    ['shareToExternalMoments', { text: { content: '字'.repeat(2001) } }, ' invalid text: too long'],
    ['shareToExternalMoments', { attachments: [image, card] }, ' invalid attachments'],
    [
      'shareToExternalMoments',
      { attachments: [{ msgtype: 'file', file: { mediaid: 'M1' } }] },
      ' invalid attachments',
    ],
  ])('by %s refuses a broken body: %o', async (name, params, problem) => {
    const desk = makeDesk({ page: { client: 'ios' } })
    await desk.configure()
    expect(await desk.call(name, params)).toEqual({ err_msg: `${name}:fail${problem}` })
    expect(desk.shared).toEqual([])
  })

  it.each([
    ['cancel', 'cancel'],
    ['fail', 'fail'],
    ['noPermission', 'fail_no permission to execute'],
  ] as const)('opens nothing when the client answers %s', async (sendResult, problem) => {
    const desk = makeDesk({ modes: { sendResult } })
    await desk.configure()
    expect(await desk.call('shareToExternalChat', body)).toEqual({
      err_msg: `shareToExternalChat:${problem}`,
    })
    expect(desk.shared).toEqual([])
  })
})
