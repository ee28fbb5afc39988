import { z } from 'zod'
import type { CorpAccess } from '../features/corps.ts'
import type { Sealer } from '../platform/seal.ts'

const stored = z.object({
  agent: z.string(),
  directory: z.string().nullable(),
  callback: z.array(z.object({ token: z.string(), encodingAesKey: z.string() })).default([]),
  admins: z.array(z.string()).default([]),
  domainProof: z.string().nullable().default(null),
  // Absent: the public WeCom, or what the environment says.
  apiBase: z.string().optional(),
  oauthBase: z.string().optional(),
})

/** What Corp.secretsSealed holds: everything of a corp that must not lie open in the database. */
export function sealAccess(sealer: Sealer, access: CorpAccess): string {
  const { agentSecret: agent, directorySecret: directory, callbackKeys: callback } = access
  const { admins, domainProof, apiBase, oauthBase } = access
  const value: z.input<typeof stored> = {
    agent,
    directory,
    callback,
    admins,
    domainProof,
    apiBase,
    oauthBase,
  }
  return sealer.seal(JSON.stringify(value))
}

export function openAccess(
  sealer: Sealer,
  row: { corpId: string; name: string; agentId: number; secretsSealed: string },
  bases: { apiBase: string; oauthBase: string },
): CorpAccess {
  const { agent, directory, callback, admins, domainProof, ...own } = stored.parse(
    JSON.parse(sealer.open(row.secretsSealed)),
  )
  const { corpId, name, agentId } = row
  return {
    corpId,
    name,
    agentId,
    admins,
    domainProof,
    agentSecret: agent,
    directorySecret: directory,
    callbackKeys: callback,
    apiBase: own.apiBase ?? bases.apiBase,
    oauthBase: own.oauthBase ?? bases.oauthBase,
  }
}
