import { parseArgs } from 'node:util'
import type { CorpSecretName } from '../../config/corp-secrets.ts'
import type { CorpAccess } from '../features/corps.ts'
import type { Deps } from '../features/deps.ts'
import { UsageError } from '../platform/usage-error.ts'
import { askSecrets } from './ask-secrets.ts'
import { proveAccess } from './prove-access.ts'
import { changeableCorp, writeCorp } from './write-corp.ts'

export type Rotated = { corpId: string; rotated: string[]; callbackPairs: number }

/**
 * New secrets of a corp. A new callback pair stands beside the old one, because WeCom goes on sending under the old
 * until its page is saved; `--finish` then drops the old.
 */
export async function rotateCorp(deps: Deps, args: readonly string[]): Promise<Rotated> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      id: { type: 'string' },
      secrets: { type: 'string' },
      secret: { type: 'boolean', default: false },
      'directory-secret': { type: 'boolean', default: false },
      callback: { type: 'boolean', default: false },
      finish: { type: 'boolean', default: false },
      unchecked: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  const access = await changeableCorp(deps, values.id)
  const { corpId } = access
  const rotated = Object.entries({
    secret: values.secret,
    'directory-secret': values['directory-secret'],
    callback: values.callback,
    finish: values.finish,
  }).flatMap(([name, isAsked]) => (isAsked ? [name] : []))
  if (rotated.length === 0 || (values.finish && values.callback))
    throw new UsageError(
      'Say what changes: --secret, --directory-secret, --callback; or --finish to drop the old callback pair',
    )
  const next = await exchange(access, { rotated, file: values.secrets })
  if (!values.unchecked && next.agentSecret !== access.agentSecret) await proveAccess(next, deps.clock)
  await writeCorp(deps, next, { isNew: false })
  return { corpId, rotated, callbackPairs: next.callbackKeys.length }
}

async function exchange(
  access: CorpAccess,
  { rotated, file }: { rotated: string[]; file: string | undefined },
): Promise<CorpAccess> {
  const needed: CorpSecretName[] = []
  if (rotated.includes('secret')) needed.push('CORP_AGENT_SECRET')
  if (rotated.includes('directory-secret')) needed.push('CORP_DIRECTORY_SECRET')
  if (rotated.includes('callback')) needed.push('CORP_CALLBACK_TOKEN', 'CORP_CALLBACK_AES_KEY')
  const given = await askSecrets({ needed, file })
  const [current] = access.callbackKeys
  const callbackKeys = [...access.callbackKeys]
  if (rotated.includes('finish')) callbackKeys.splice(1)
  if (rotated.includes('callback')) {
    const fresh = {
      token: given.CORP_CALLBACK_TOKEN ?? '',
      encodingAesKey: given.CORP_CALLBACK_AES_KEY ?? '',
    }
    callbackKeys.splice(0, callbackKeys.length, fresh, ...(current ? [current] : []))
  }
  return {
    ...access,
    callbackKeys,
    agentSecret: rotated.includes('secret') ? (given.CORP_AGENT_SECRET ?? '') : access.agentSecret,
    directorySecret: rotated.includes('directory-secret')
      ? (given.CORP_DIRECTORY_SECRET ?? null)
      : access.directorySecret,
  }
}
