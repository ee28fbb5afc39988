/** What an administrator pastes into WeCom's console, and where people go. */
export interface CorpAddresses {
  callbackUrl: string
  toolbarUrl: string
  consoleUrl: string
}

export function corpAddresses(origin: string, corpId: string): CorpAddresses {
  return {
    callbackUrl: `${origin}/wecom/callback/${corpId}`,
    toolbarUrl: `${origin}/chat/?corp=${corpId}`,
    consoleUrl: `${origin}/console/?corp=${corpId}`,
  }
}
