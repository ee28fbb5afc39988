import { parseArgs } from 'node:util'
import { z } from 'zod'
import type { CorpAccess } from '../features/corps.ts'
import type { Deps } from '../features/deps.ts'
import { features } from '../features/index.ts'
import { startSyncRun } from '../features/sync/index.ts'
import { UsageError } from '../platform/usage-error.ts'
import { askSecrets } from './ask-secrets.ts'
import { corpAddresses, type CorpAddresses } from './corp-addresses.ts'
import { proveAccess } from './prove-access.ts'
import { writeCorp } from './write-corp.ts'

const origin = z.string().refine((text) => URL.canParse(text) && new URL(text).origin === text)
const input = z.object({
  id: z.string().regex(/^\w{8,64}$/),
  name: z.string().min(1).max(64),
  'agent-id': z.coerce.number().int().positive(),
  admins: z.string().default(''),
  'domain-proof': z
    .string()
    .regex(/^WW_verify_\w+\.txt$/)
    .optional(),
  'api-base': origin.optional(),
  'oauth-base': origin.optional(),
})

const HINTS: Record<string, string> = {
  id: '--id must be the corp id of 我的企业 → 企业信息',
  name: '--name must be the company’s name',
  'agent-id': '--agent-id must be the AgentId number of the self-built app',
  'domain-proof': '--domain-proof must be the file name WeCom gives, WW_verify_….txt',
  'api-base': '--api-base must be scheme and host without a path',
  'oauth-base': '--oauth-base must be scheme and host without a path',
}

/** Stores a further corp once WeCom has taken its secret, and starts its first sync. */
export async function addCorp(
  deps: Deps,
  args: readonly string[],
): Promise<{ corpId: string; name: string } & CorpAddresses> {
  const { values, flags } = readArgs(args)
  const { id: corpId, name } = values
  if (await deps.corps.read(corpId))
    throw new UsageError(
      `${corpId} is here already: npm run corp -- rotate --id ${corpId} changes its secrets`,
    )
  const secrets = await askSecrets({
    needed: ['CORP_AGENT_SECRET', 'CORP_CALLBACK_TOKEN', 'CORP_CALLBACK_AES_KEY'],
    optional: ['CORP_DIRECTORY_SECRET'],
    file: flags.secrets,
  })
  const home = deps.corps.find(deps.corps.homeId)
  const access: CorpAccess = {
    corpId,
    name,
    agentId: values['agent-id'],
    agentSecret: secrets.CORP_AGENT_SECRET ?? '',
    directorySecret: secrets.CORP_DIRECTORY_SECRET ?? null,
    callbackKeys: [
      {
        token: secrets.CORP_CALLBACK_TOKEN ?? '',
        encodingAesKey: secrets.CORP_CALLBACK_AES_KEY ?? '',
      },
    ],
    admins: values.admins.split(/[,\s]+/).filter(Boolean),
    domainProof: values['domain-proof'] ?? null,
    apiBase: values['api-base'] ?? home?.apiBase ?? '',
    oauthBase: values['oauth-base'] ?? home?.oauthBase ?? '',
  }
  if (!flags.unchecked) await proveAccess(access, deps.clock)
  await writeCorp(deps, access, { isNew: true })
  // What each feature lays down for a corp (the script library); it leaves the others as they are.
  for (const feature of features) await feature.start?.(deps)
  await startSyncRun(deps, { corpId, kind: 'full', trigger: 'cli', startedBy: null })
  return { corpId, name, ...corpAddresses(deps.settings.LIUKE_ORIGIN, corpId) }
}

function readArgs(args: readonly string[]) {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...args],
    options: {
      id: text,
      name: text,
      'agent-id': text,
      admins: text,
      'domain-proof': text,
      'api-base': text,
      'oauth-base': text,
      secrets: text,
      unchecked: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  const parsed = input.safeParse(values)
  if (parsed.success) return { values: parsed.data, flags: values }
  const names = new Set(parsed.error.issues.map((issue) => String(issue.path[0])))
  throw new UsageError([...names].map((name) => HINTS[name] ?? `--${name} is wrong`).join('\n'))
}
