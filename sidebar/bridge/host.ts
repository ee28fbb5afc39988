import * as ww from '@wecom/jssdk'
import type { ChatMessage } from '../../server/features/materials/contract.ts'
import type { ShareOrder } from './share.ts'
import { done, READ_MS, SEND_MS, within } from './within.ts'

/** Everything this app may ever call: a second registration would be ignored. */
const JS_APIS = [
  'getContext',
  'getCurExternalContact',
  'getCurExternalChat',
  'sendChatMessage',
  'openUserProfile',
  'openEnterpriseChat',
  'setClipboardData',
  'openDefaultBrowser',
  'shareToExternalContact',
  'shareToExternalChat',
  'shareToExternalMoments',
]

export type Sign = (
  kind: 'config' | 'agentConfig',
  url: string,
) => Promise<{ timestamp: number; nonceStr: string; signature: string }>

/** The WeCom client around the page. Every call ends: with an answer, or with a HostError that says what to do. */
export interface Host {
  isWecom: boolean
  entry(): Promise<string>
  externalUserid(): Promise<string>
  chatId(): Promise<string>
  send(message: ChatMessage): Promise<void>
  /** Opens a window of the client, filled in. That it opened is all that is ever known. */
  share(order: ShareOrder): Promise<void>
  copy(text: string): Promise<void>
  openProfile(who: { kind: 'staff' | 'contact'; id: string }): Promise<void>
  openGroup(chatId: string): Promise<void>
  openChat(userid: string): Promise<void>
}

export function connectHost({
  corpId,
  agentId,
  sign,
}: {
  corpId: string
  agentId: number
  sign: Sign
}): Host {
  if (ww.env.isWeCom) {
    swallowConfigRejections()
    ww.register({
      corpId,
      agentId,
      jsApiList: JS_APIS,
      getConfigSignature: (url) => sign('config', url),
      getAgentConfigSignature: (url) => sign('agentConfig', url),
    })
  }

  return {
    isWecom: ww.env.isWeCom,
    entry: async () => (await within(READ_MS, () => ww.getContext())).entry,
    externalUserid: async () => (await within(READ_MS, () => ww.getCurExternalContact())).userId,
    chatId: async () => (await within(READ_MS, () => ww.getCurExternalChat())).chatId,
    send: (message) => done(SEND_MS, () => ww.sendChatMessage(message)),
    share: async (order) => (await import('./share.ts')).openShare(order),
    copy: (text) => copyText(text),
    openProfile: ({ kind, id }) =>
      done(READ_MS, () =>
        ww.openUserProfile({
          type: kind === 'staff' ? ww.OpenUserProfileType.internal : ww.OpenUserProfileType.external,
          userid: id,
        }),
      ),
    openGroup: (chatId) => done(READ_MS, () => ww.openEnterpriseChat({ chatId })),
    openChat: (userid) => done(READ_MS, () => ww.openEnterpriseChat({ groupName: '', userIds: [userid] })),
  }
}

/** The browser's clipboard first: it works everywhere and asks nobody. Frames and old clients go through WeCom. */
async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    await within(READ_MS, () => ww.setClipboardData({ data: text }))
  }
}

/** A refused config reaches us through the failed call; the SDK also leaves a rejection nobody can catch. */
function swallowConfigRejections(): void {
  window.addEventListener('unhandledrejection', (event) => {
    const reason: unknown = event.reason
    if (typeof reason !== 'object' || reason === null || !('errMsg' in reason)) return
    if (/^(agentConfig|config|preVerifyJSAPI):/.test(String(reason.errMsg))) event.preventDefault()
  })
}
