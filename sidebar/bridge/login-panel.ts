import * as ww from '@wecom/jssdk'

export interface LoginPanelOptions {
  corpId: string
  agentId: number
  redirectUri: string
  language: 'zh-CN' | 'en'
  isDark: boolean
  onCode: (code: string) => void
  onFail: (reason: string) => void
}

/**
 * The vendor's web login inside `el`: a frame that answers with a code instead of leaving the page. The container must
 * be visible, and `redirectUri` must not be encoded by us. Answers how to take it away again.
 */
export function showLoginPanel(el: HTMLElement, options: LoginPanelOptions): () => void {
  const panel = ww.createWWLoginPanel({
    el,
    params: {
      login_type: ww.WWLoginType.corpApp,
      appid: options.corpId,
      agentid: String(options.agentId),
      redirect_uri: options.redirectUri,
      redirect_type: ww.WWLoginRedirectType.callback,
      panel_size: ww.WWLoginPanelSizeType.small,
      lang: options.language === 'en' ? ww.WWLoginLangType.en : ww.WWLoginLangType.zh,
      color_scheme: options.isDark ? ww.ColorScheme.Dark : ww.ColorScheme.Light,
    },
    onLoginSuccess: ({ code }) => options.onCode(code),
    onLoginFail: (error) => options.onFail(error.errMsg ?? String(error.errCode ?? '')),
  })
  return () => panel.unmount()
}
