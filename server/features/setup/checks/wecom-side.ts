import { createHash } from 'node:crypto'
import { signJsApi, type WecomError } from '../../../wecom/index.ts'
import { callerAddress, ok, problem, tryWecom, warning, type CheckContext, type Finding } from './finding.ts'

const soon = { priority: 'interactive' } as const
const ADDRESS_REFUSED = 60020
const SECRET_REFUSED = [40001, 40013, 40091]

const codeOf = ({ errcode }: WecomError) => ({ errcode })
/** Not this check's business: the address or the secret is refused first, or nobody answers. */
const isElsewhere = ({ errcode }: WecomError): boolean =>
  errcode === 0 || errcode === ADDRESS_REFUSED || SECRET_REFUSED.includes(errcode)

export async function checkAgentSecret({ wecom, corp }: CheckContext): Promise<Finding<'agent-secret'>> {
  const tried = await tryWecom(() => wecom.auth.agentTicket())
  if ('value' in tried || tried.error.errcode === ADDRESS_REFUSED)
    return ok('agent-secret', { agentId: corp.agentId })
  const { error } = tried
  if (error.errcode === 0)
    return problem('agent-secret', 'no-answer', { base: corp.apiBase, why: error.errmsg })
  if (error.api === 'gettoken' || SECRET_REFUSED.includes(error.errcode))
    return problem('agent-secret', 'refused', codeOf(error))
  return problem('agent-secret', 'agent-id', { ...codeOf(error), agentId: corp.agentId })
}

export async function checkTrustedIp({ wecom }: CheckContext): Promise<Finding<'trusted-ip'>> {
  const tried = await tryWecom(() => wecom.tags.listCorpTags(undefined, soon))
  if ('value' in tried) return ok('trusted-ip')
  if (tried.error.errcode === ADDRESS_REFUSED)
    return problem('trusted-ip', 'refused', { ip: callerAddress(tried.error) })
  // WeCom looks at the address before it looks at rights.
  return isElsewhere(tried.error) ? warning('trusted-ip', 'unknown') : ok('trusted-ip')
}

export async function checkCallableApp({ wecom }: CheckContext): Promise<Finding<'callable-app'>> {
  const tried = await tryWecom(() => wecom.tags.listCorpTags(undefined, soon))
  if ('value' in tried) return ok('callable-app')
  if (isElsewhere(tried.error)) return warning('callable-app', 'unknown', codeOf(tried.error))
  return problem('callable-app', 'refused', codeOf(tried.error))
}

export async function checkVisibleRange({ wecom }: CheckContext): Promise<Finding<'visible-range'>> {
  const tried = await tryWecom(() => wecom.contacts.listFollowUsers(soon))
  if ('value' in tried) {
    const count = tried.value.length
    return count > 0 ? ok('visible-range', { count }) : problem('visible-range', 'nobody', { count })
  }
  if (isElsewhere(tried.error)) return warning('visible-range', 'unknown', codeOf(tried.error))
  return problem('visible-range', 'refused', codeOf(tried.error))
}

export async function checkDirectory({ wecom, corp }: CheckContext): Promise<Finding<'directory'>> {
  const tried = await tryWecom(async () => {
    // Only the contact-sync secret opens this one, so a wrong one is seen.
    if (corp.directorySecret !== null) await wecom.directory.listMemberIds(undefined, soon)
    return wecom.directory.listDepartments(soon)
  })
  if ('value' in tried) {
    const count = tried.value.rows.length
    if (count === 0) return problem('directory', 'nobody', { count })
    return corp.directorySecret === null
      ? warning('directory', 'no-secret', { count })
      : ok('directory', { count })
  }
  const { error } = tried
  if (error.errcode === 0) return warning('directory', 'unknown')
  if (error.errcode === ADDRESS_REFUSED)
    return problem('directory', 'refused', { ...codeOf(error), ip: callerAddress(error) })
  return problem('directory', 'refused', codeOf(error))
}

/** Both tickets, which must not be the same, and one signature against the published formula. */
export async function checkJssdk({ wecom, origin, clock }: CheckContext): Promise<Finding<'jssdk'>> {
  const tried = await tryWecom(async () => ({
    corp: (await wecom.auth.corpTicket()).ticket,
    agent: (await wecom.auth.agentTicket()).ticket,
  }))
  if ('error' in tried) {
    if (isElsewhere(tried.error)) return warning('jssdk', 'unknown', codeOf(tried.error))
    return problem('jssdk', 'refused', codeOf(tried.error))
  }
  const { corp, agent } = tried.value
  const [url, nonce, timestampSec] = [`${origin}/chat/`, 'Wm3WZYTPz0wzccnW', Math.floor(clock.nowMs() / 1000)]
  const expected = (ticket: string): string =>
    createHash('sha1')
      .update(`jsapi_ticket=${ticket}&noncestr=${nonce}&timestamp=${timestampSec}&url=${url}`)
      .digest('hex')
  const isRight = [corp, agent].every(
    (ticket) => signJsApi({ ticket, url, nonce, timestampSec }) === expected(ticket),
  )
  return corp === agent || !isRight ? problem('jssdk', 'same-ticket') : ok('jssdk')
}
