// What the pretended client knows about each JS API: since which version, in which entry, with which identity.

export type Entry = 'single_chat_tools' | 'group_chat_tools' | 'contact_profile' | 'normal'

export type ClientKind = 'pc' | 'ios'

export interface ApiRule {
  /** First client version that has the call. */
  since: string
  /** Clients that have it; absent means all. */
  clients?: readonly ClientKind[]
  /** Entries in which it works; absent means all. */
  entries?: readonly Entry[]
  /** 'agent' needs a good agentConfig, 'any' is content with a good corp config, 'none' needs neither. */
  identity: 'agent' | 'any' | 'none'
}

const RULES = {
  preVerifyJSAPI: { since: '1.0.0', identity: 'none' },
  agentConfig: { since: '2.4.20', identity: 'none' },
  checkJsApi: { since: '1.0.0', identity: 'none' },
  getContext: { since: '3.0.24', identity: 'agent' },
  getCurExternalContact: {
    since: '2.8.10',
    identity: 'agent',
    entries: ['single_chat_tools', 'contact_profile'],
  },
  getCurExternalChat: { since: '2.8.17', identity: 'agent', entries: ['group_chat_tools'] },
  sendChatMessage: { since: '2.8.10', identity: 'agent', entries: ['single_chat_tools', 'group_chat_tools'] },
  shareToExternalContact: { since: '2.8.7', identity: 'agent' },
  shareToExternalChat: { since: '2.8.7', identity: 'agent' },
  shareToExternalMoments: { since: '3.1.12', identity: 'agent', clients: ['ios'] },
  openUserProfile: { since: '2.4.20', identity: 'any' },
  openEnterpriseChat: { since: '2.0.0', identity: 'any' },
  setClipboardData: { since: '3.1.2', identity: 'any' },
  openDefaultBrowser: { since: '1.0.0', identity: 'any' },
  closeWindow: { since: '1.0.0', identity: 'none' },
} satisfies Record<string, ApiRule>

export type ApiName = keyof typeof RULES

export function isApiName(name: string): name is ApiName {
  return Object.hasOwn(RULES, name)
}

export function ruleOf(name: ApiName): ApiRule {
  return RULES[name]
}

export function isAtLeast(version: string, floor: string): boolean {
  const have = version.split('.').map(Number)
  const need = floor.split('.').map(Number)
  for (let i = 0; i < need.length; i++) {
    const difference = (have[i] ?? 0) - (need[i] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return true
}
