import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** Secrets of a corp that a command adds or changes; never given as arguments, which every process list shows. */
export const corpSecretNames = [
  'CORP_AGENT_SECRET',
  'CORP_DIRECTORY_SECRET',
  'CORP_CALLBACK_TOKEN',
  'CORP_CALLBACK_AES_KEY',
] as const
export type CorpSecretName = (typeof corpSecretNames)[number]
export type CorpSecrets = Partial<Record<CorpSecretName, string>>

const shapes: Record<CorpSecretName, z.ZodString> = {
  CORP_AGENT_SECRET: z.string().regex(/^\S{1,512}$/, 'must be the Secret of the self-built app'),
  CORP_DIRECTORY_SECRET: z.string().regex(/^\S{1,512}$/, 'must be the Secret of 通讯录同步'),
  CORP_CALLBACK_TOKEN: z
    .string()
    .regex(/^[A-Za-z0-9]{1,32}$/, 'must be the Token of the callback page: up to 32 letters and digits'),
  CORP_CALLBACK_AES_KEY: z
    .string()
    .regex(/^[A-Za-z0-9]{43}$/, 'must be the 43 letters and digits that WeCom shows as EncodingAESKey'),
}

/** Null when the value fits, else what it must be. */
export function wrongSecret(name: CorpSecretName, value: string): string | null {
  const parsed = shapes[name].safeParse(value)
  return parsed.success ? null : `${name} ${parsed.error.issues[0]?.message ?? 'is wrong'}`
}

/** From the environment: CORP_…, or a file named by CORP_…_FILE. */
export function readCorpSecrets(source: NodeJS.ProcessEnv = process.env): CorpSecrets {
  return pick((name) => source[name] || fileText(source[`${name}_FILE`]))
}

/** From text of NAME=value lines: a file, or what is piped in. */
export function parseCorpSecrets(text: string): CorpSecrets {
  const lines = new Map(
    text
      .split(/\r?\n/)
      .map((line) => /^\s*(?:export\s+)?(\w+)\s*=\s*(.*?)\s*$/.exec(line))
      .flatMap((found) =>
        found ? [[found[1] ?? '', (found[2] ?? '').replace(/^(['"])(.*)\1$/, '$2')]] : [],
      ),
  )
  return pick((name) => lines.get(name))
}

function pick(valueOf: (name: CorpSecretName) => string | undefined): CorpSecrets {
  const found: CorpSecrets = {}
  for (const name of corpSecretNames) {
    const value = valueOf(name)
    if (value) found[name] = value
  }
  return found
}

function fileText(path: string | undefined): string | undefined {
  return path ? readFileSync(path, 'utf8').trim() : undefined
}
