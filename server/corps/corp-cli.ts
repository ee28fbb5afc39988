import type { Deps } from '../features/deps.ts'
import { UsageError } from '../platform/usage-error.ts'
import { isWecomError } from '../wecom/index.ts'
import { addCorp } from './add-corp.ts'
import { corpAddresses } from './corp-addresses.ts'
import { rotateCorp } from './rotate-corp.ts'

export const CORP_USAGE = `Usage: npm run corp -- COMMAND
  list [--json]                         the corps of this service
  add --id ww… --name NAME --agent-id N [--admins userid,…] [--domain-proof WW_verify_….txt] [--secrets FILE]
                                        stores a corp once WeCom has taken its secret, and starts its first sync
  rotate --id ww… --secret | --directory-secret | --callback | --finish [--secrets FILE]
                                        new secrets; --finish drops the old callback pair
  check [--id ww…]                      tests everything a corp needs, as npm run doctor does
Secrets come from CORP_AGENT_SECRET, CORP_DIRECTORY_SECRET, CORP_CALLBACK_TOKEN and CORP_CALLBACK_AES_KEY in the
environment (also NAME_FILE=/path), from --secrets FILE with NAME=value lines (- for standard input), or are asked for.
`

/** `add`, `list` and `rotate`; gives the exit code. */
export async function runCorpCli(deps: Deps, args: readonly string[]): Promise<number> {
  const [command, ...rest] = args
  const asJson = rest.includes('--json')
  try {
    if (command === 'list') return print(await listCorps(deps), asJson)
    if (command === 'add') return print(await addCorp(deps, rest), asJson)
    if (command === 'rotate') return print(await rotateCorp(deps, rest), asJson)
  } catch (error) {
    if (!isWecomError(error)) throw error
    process.stderr.write(`WeCom refused, nothing was stored: ${error.message}\n`)
    return 1
  }
  throw new UsageError(CORP_USAGE)
}

async function listCorps({ corps, settings }: Deps) {
  await corps.read(corps.homeId)
  return corps.all().map(({ corpId, name, agentId, directorySecret, callbackKeys, admins, domainProof }) => ({
    corpId,
    name,
    agentId,
    from: corpId === corps.homeId ? 'environment' : 'command',
    hasDirectorySecret: directorySecret !== null,
    callbackPairs: callbackKeys.length,
    admins: admins.join(','),
    domainProof: domainProof ?? '',
    ...corpAddresses(settings.LIUKE_ORIGIN, corpId),
  }))
}

function print(answer: object, asJson: boolean): number {
  const items: object[] = Array.isArray(answer) ? answer : [answer]
  const text = asJson
    ? JSON.stringify(answer)
    : items
        .map((item) =>
          Object.entries(item)
            .map(([name, value]) => `${name.padEnd(18)} ${String(value)}`)
            .join('\n'),
        )
        .join('\n\n')
  process.stdout.write(`${text}\n`)
  return 0
}
