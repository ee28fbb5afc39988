// The strict client behind WeixinJSBridge. It knows nothing of windows and frames: calls in, plain results out.
import { isApiName, isAtLeast, ruleOf, type ApiName, type ClientKind, type Entry } from './bridge-rules.ts'
import { readChatMessage, type OutgoingMessage } from './chat-message.ts'
import type { BridgeResult } from './host-protocol.ts'
import { readShare, type ShareApi, type SharedContent } from './share-content.ts'

export interface BridgePage {
  entry: Entry
  client: ClientKind
  version: string
  externalUserId?: string
  chatId?: string
}

export interface BridgeModes {
  sendResult: 'ok' | 'cancel' | 'fail' | 'noPermission'
  pace: 'normal' | 'slow' | 'silent'
}

export interface BridgeCall {
  name: string
  params: Record<string, unknown>
  /** Address of the calling page without its hash, as the host script sees it. */
  url: string
}

/** A refusal of the client's surroundings: the text after `fail_`. */
export type Outcome = { ok: true; extra?: Record<string, unknown> } | { ok: false; problem: string }

export interface BridgeHost {
  page: () => BridgePage
  modes: () => BridgeModes
  wait: (ms: number) => Promise<void>
  /** Asks the simulator whether the signature is right; it answers with the client's own err_msg. */
  verify: (kind: 'agent' | 'corp', url: string, params: Record<string, unknown>) => Promise<string>
  deliver: (message: OutgoingMessage) => Promise<Outcome>
  /** Opens the client's own window; what the person does there, no page is told. */
  share: (api: ShareApi, content: SharedContent) => Promise<Outcome>
  openProfile: (kind: 'staff' | 'contact', id: string) => Outcome
  openChat: (request: ChatRequest) => Promise<Outcome>
  copy: (text: string) => Promise<Outcome>
  openBrowser: (url: string) => Outcome
  close: () => void
}

export interface ChatRequest {
  chatId: string
  name: string
  userIds: string[]
  externalUserIds: string[]
}

export interface Bridge {
  /** null: this client does not answer at all. */
  call: (call: BridgeCall) => Promise<BridgeResult | null>
}

interface Grant {
  url: string
  names: ReadonlySet<string>
}

export const SLOW_MS = 4000

const OK: Outcome = { ok: true }
const refuse = (problem: string): Outcome => ({ ok: false, problem })
const NO_PERMISSION = refuse('_no permission to execute')
const NO_CONTEXT = refuse(' without context of external contact')

/** One bridge lives as long as one load of the page: a reload starts without any right. */
export function createBridge(host: BridgeHost): Bridge {
  let corp: Grant | null = null
  let agent: Grant | null = null

  async function call(request: BridgeCall): Promise<BridgeResult | null> {
    const { pace } = host.modes()
    if (pace === 'silent') return null
    if (pace === 'slow') await host.wait(SLOW_MS)
    return await answer(request)
  }

  async function answer({ name, params, url }: BridgeCall): Promise<BridgeResult> {
    const page = host.page()
    if (!isApiName(name) || !isKnown(name)) return { err_msg: `${name}:function_not_exist` }
    const { entries } = ruleOf(name)
    if (name === 'preVerifyJSAPI' || name === 'agentConfig') return await configure(name, params, url)
    if (!mayCall(name, url)) return asResult(name, NO_PERMISSION)
    if (entries && !entries.includes(page.entry)) return asResult(name, NO_CONTEXT)
    return asResult(name, await perform(name, params, page))
  }

  async function configure(
    name: 'preVerifyJSAPI' | 'agentConfig',
    params: Record<string, unknown>,
    url: string,
  ): Promise<BridgeResult> {
    const forAgent = name === 'agentConfig'
    // Clients before 3.0.24 take the app's identity only on top of the corp's.
    const needsCorp = forAgent && !isAtLeast(host.page().version, '3.0.24')
    if (needsCorp && corp?.url !== url) return asResult(name, NO_PERMISSION)
    const errMsg = await host.verify(forAgent ? 'agent' : 'corp', url, params)
    if (errMsg !== `${name}:ok`) return { err_msg: errMsg }
    const names = new Set(strings(params[forAgent ? 'jsApiList' : 'verifyJsApiList']))
    if (forAgent) agent = { url, names }
    else corp = { url, names }
    const checkResult = Object.fromEntries([...names].map((each) => [each, isKnown(each)]))
    return { err_msg: errMsg, checkResult }
  }

  function mayCall(name: ApiName, url: string): boolean {
    const { identity } = ruleOf(name)
    if (identity === 'none') return true
    const allows = (grant: Grant | null): boolean => grant?.url === url && grant.names.has(name)
    return allows(agent) || (identity === 'any' && allows(corp))
  }

  function isKnown(name: string): boolean {
    if (!isApiName(name)) return false
    const { clients, since } = ruleOf(name)
    const { client, version } = host.page()
    return isAtLeast(version, since) && (clients?.includes(client) ?? true)
  }

  async function perform(
    name: Exclude<ApiName, 'preVerifyJSAPI' | 'agentConfig'>,
    params: Record<string, unknown>,
    page: BridgePage,
  ): Promise<Outcome> {
    switch (name) {
      case 'checkJsApi': {
        const names = strings(params['jsApiList'])
        const checkResult = Object.fromEntries(names.map((each) => [each, isKnown(each)]))
        return { ok: true, extra: { checkResult } }
      }
      case 'getContext':
        return { ok: true, extra: { entry: page.entry } }
      case 'getCurExternalContact':
        return page.externalUserId ? { ok: true, extra: { userId: page.externalUserId } } : NO_CONTEXT
      case 'getCurExternalChat':
        return page.chatId ? { ok: true, extra: { chatId: page.chatId } } : NO_CONTEXT
      case 'sendChatMessage':
        return await send(params)
      case 'shareToExternalContact':
      case 'shareToExternalChat':
      case 'shareToExternalMoments':
        return await share(name, params, page)
      case 'openUserProfile':
        return openProfile(params)
      case 'openEnterpriseChat':
        return await openChat(params, page)
      case 'setClipboardData':
        return await host.copy(text(params['data']))
      case 'openDefaultBrowser':
        return host.openBrowser(text(params['url']))
      case 'closeWindow':
        host.close()
        return OK
    }
  }

  async function send(params: Record<string, unknown>): Promise<Outcome> {
    const read = readChatMessage(params)
    if (!read.ok) return refuse(` ${read.problem}`)
    return chosenFailure() ?? (await host.deliver(read.message))
  }

  async function share(
    api: ShareApi,
    params: Record<string, unknown>,
    { version }: BridgePage,
  ): Promise<Outcome> {
    const read = readShare(api, params, version)
    if (!read.ok) return refuse(` ${read.problem}`)
    return chosenFailure() ?? (await host.share(api, read.content))
  }

  /** What the person at the desk wants to see fail. */
  function chosenFailure(): Outcome | null {
    const { sendResult } = host.modes()
    if (sendResult === 'ok') return null
    if (sendResult === 'noPermission') return NO_PERMISSION
    return refuse(sendResult === 'cancel' ? 'cancel' : '')
  }

  function openProfile(params: Record<string, unknown>): Outcome {
    const id = text(params['userid'])
    if (id === '') return refuse(' invalid userid')
    return host.openProfile(Number(params['type']) === 2 ? 'contact' : 'staff', id)
  }

  async function openChat(params: Record<string, unknown>, page: BridgePage): Promise<Outcome> {
    const chatId = text(params['chatId'])
    // Opening a known chat by its id touches customers, so it wants the app's identity and a newer client.
    if (chatId !== '' && (!agent || !isAtLeast(page.version, '3.0.36'))) return NO_PERMISSION
    const request: ChatRequest = {
      chatId,
      name: text(params['groupName']),
      userIds: joined(params['userIds']),
      externalUserIds: joined(params['externalUserIds']),
    }
    return await host.openChat(request)
  }

  return { call }
}

function asResult(name: string, outcome: Outcome): BridgeResult {
  if (outcome.ok) return { ...outcome.extra, err_msg: `${name}:ok` }
  return { err_msg: outcome.problem === 'cancel' ? `${name}:cancel` : `${name}:fail${outcome.problem}` }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}

/** The SDK joins lists of ids by semicolons. */
function joined(value: unknown): string[] {
  return text(value)
    .split(';')
    .map((each) => each.trim())
    .filter((each) => each !== '')
}
