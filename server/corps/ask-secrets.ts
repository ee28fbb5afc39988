import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import {
  parseCorpSecrets,
  readCorpSecrets,
  wrongSecret,
  type CorpSecretName,
  type CorpSecrets,
} from '../../config/corp-secrets.ts'
import { UsageError } from '../platform/usage-error.ts'

const PROMPTS: Record<CorpSecretName, string> = {
  CORP_AGENT_SECRET: 'Secret of the self-built app (应用管理 → the app)',
  CORP_DIRECTORY_SECRET: 'Secret of 通讯录同步 (empty: none)',
  CORP_CALLBACK_TOKEN: 'Token of 接收事件服务器',
  CORP_CALLBACK_AES_KEY: 'EncodingAESKey of 接收事件服务器',
}

interface Asked {
  needed: readonly CorpSecretName[]
  optional?: readonly CorpSecretName[]
  /** NAME=value lines; '-' is what is piped in. */
  file: string | undefined
}

/** Secrets from a file or the environment; what is missing is asked for on a terminal, unseen. */
export async function askSecrets({ needed, optional = [], file }: Asked): Promise<CorpSecrets> {
  const found = { ...readCorpSecrets(), ...(file === undefined ? {} : parseCorpSecrets(await open(file))) }
  const isTerminal = process.stdin.isTTY && file === undefined
  for (const name of [...needed, ...optional]) {
    if (found[name] === undefined && isTerminal) found[name] = await askUnseen(PROMPTS[name])
    if (!found[name]) delete found[name]
  }
  const missing = needed.filter((name) => found[name] === undefined)
  if (missing.length > 0)
    throw new UsageError(
      `Secrets are missing: ${missing.join(', ')}. Set them in the environment (also NAME_FILE=/path), or in a file of NAME=value lines: --secrets FILE (- for standard input)`,
    )
  const wrong = [...needed, ...optional].flatMap((name) => wrongSecret(name, found[name] ?? '') ?? [])
  const told = wrong.filter((line) => found[line.split(' ', 1)[0] as CorpSecretName] !== undefined)
  if (told.length > 0) throw new UsageError(told.join('\n'))
  return found
}

async function open(file: string): Promise<string> {
  if (file === '-') return text(process.stdin)
  return readFile(file, 'utf8').catch(() => {
    throw new UsageError(`Cannot read ${file}: check the path and its rights`)
  })
}

async function askUnseen(prompt: string): Promise<string> {
  process.stderr.write(`${prompt}: `)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const reader = createInterface({ input: process.stdin, output: silent, terminal: true })
  const answer = await reader.question('')
  reader.close()
  process.stderr.write('\n')
  return answer.trim()
}
