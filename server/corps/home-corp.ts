import type { Settings } from '../../config/env.ts'
import type { CorpAccess, CorpBook } from '../features/corps.ts'

/** The corp that the environment describes. */
export function homeCorp(settings: Settings): CorpAccess {
  const { WECOM_CALLBACK_TOKEN: token, WECOM_CALLBACK_AES_KEY_OLD: oldAesKey } = settings
  const keys = [{ token, encodingAesKey: settings.WECOM_CALLBACK_AES_KEY }]
  if (oldAesKey !== undefined)
    keys.push({ token: settings.WECOM_CALLBACK_TOKEN_OLD ?? token, encodingAesKey: oldAesKey })
  return {
    corpId: settings.WECOM_CORP_ID,
    name: settings.WECOM_CORP_NAME || settings.WECOM_CORP_ID,
    agentId: settings.WECOM_AGENT_ID,
    agentSecret: settings.WECOM_AGENT_SECRET,
    directorySecret: settings.WECOM_DIRECTORY_SECRET ?? null,
    callbackKeys: keys,
    admins: settings.LIUKE_ADMINS,
    domainProof: settings.WECOM_DOMAIN_PROOF ?? null,
    apiBase: settings.WECOM_API_BASE,
    oauthBase: settings.WECOM_OAUTH_BASE,
  }
}

/** A book of the home corp alone, without a database. */
export function homeOnly(settings: Settings): CorpBook {
  const home = homeCorp(settings)
  const find = (corpId: string): CorpAccess | null => (corpId === home.corpId ? home : null)
  return {
    homeId: home.corpId,
    find,
    read: (corpId) => Promise.resolve(find(corpId)),
    all: () => [home],
    changed: () => undefined,
  }
}
