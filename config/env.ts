import { readFileSync } from 'node:fs'
import { z } from 'zod'

// The only reader of process.env. Every secret may also come from a file: NAME_FILE=/path.

const SECRETS = [
  'WECOM_AGENT_SECRET',
  'WECOM_DIRECTORY_SECRET',
  'WECOM_CALLBACK_TOKEN',
  'WECOM_CALLBACK_AES_KEY',
  'WECOM_CALLBACK_TOKEN_OLD',
  'WECOM_CALLBACK_AES_KEY_OLD',
  'LIUKE_SEALING_KEY',
  'LIUKE_SEALING_KEY_OLD',
  'METRICS_TOKEN',
]

const port = z.coerce
  .number({ error: 'must be a port number, for example 3000' })
  .int()
  .min(0, 'must be a port number between 0 and 65535')
  .max(65535, 'must be a port number between 0 and 65535')
const origin = z
  .string()
  .refine(
    (text) => isOrigin(text),
    'must be scheme and host without a path, for example https://crm.example.com',
  )
const aesKey = z
  .string()
  .regex(/^[A-Za-z0-9]{43}$/, 'must be the 43 letters and digits that WeCom shows as EncodingAESKey')
const sealingKey = z
  .string()
  .refine(
    (text) => Buffer.from(text, 'base64').length === 32,
    'must be 32 bytes in base64: openssl rand -base64 32',
  )

const schema = z.object({
  PORT: port.default(3000),
  HOST: z.string().default('127.0.0.1'),
  DATABASE_URL: z
    .string()
    .regex(/^(file:|postgres(ql)?:\/\/)/, 'must start with file: or postgres://')
    .default('file:./data/liuke.db'),
  DATABASE_POOL_SIZE: z.coerce
    .number({ error: 'must be a number of connections, for example 10' })
    .int()
    .min(2, 'must be at least 2')
    .max(200, 'must be at most 200')
    .default(10),
  LIUKE_ORIGIN: origin,
  LIUKE_SEALING_KEY: sealingKey,
  LIUKE_SEALING_KEY_OLD: sealingKey.optional(),
  LIUKE_ADMINS: z
    .string()
    .default('')
    .transform((text) => text.split(/[,\s]+/).filter(Boolean)),
  LIUKE_ROLE: z.enum(['all', 'web', 'worker'], { error: 'must be all, web or worker' }).default('all'),
  LIUKE_DEMO_HOST: origin.optional(),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'], {
      error: 'must be trace, debug, info, warn, error or silent',
    })
    .default('info'),
  METRICS_TOKEN: z.string().min(16, 'must have 16 characters or more: openssl rand -hex 16').optional(),
  OPS_PORT: port.optional(),
  OPS_HOST: z.string().default('127.0.0.1'),
  WECOM_CORP_ID: z.string().regex(/^\w{8,64}$/, 'must be the corp id of 我的企业 → 企业信息'),
  WECOM_CORP_NAME: z.string().default(''),
  WECOM_AGENT_ID: z.coerce.number({ error: 'must be the AgentId number of the app' }).int().positive(),
  WECOM_AGENT_SECRET: z.string().min(1, 'must be the Secret of the self-built app'),
  WECOM_DIRECTORY_SECRET: z.string().optional(),
  WECOM_CALLBACK_TOKEN: z
    .string()
    .regex(/^[A-Za-z0-9]{1,32}$/, 'must be the Token of the callback page: up to 32 letters and digits'),
  WECOM_CALLBACK_AES_KEY: aesKey,
  WECOM_CALLBACK_TOKEN_OLD: z.string().optional(),
  WECOM_CALLBACK_AES_KEY_OLD: aesKey.optional(),
  WECOM_DOMAIN_PROOF: z
    .string()
    .regex(/^WW_verify_\w+\.txt$/, 'must be the file name WeCom gives, WW_verify_….txt')
    .optional(),
  WECOM_API_BASE: origin.default('https://qyapi.weixin.qq.com'),
  WECOM_OAUTH_BASE: origin.default('https://open.weixin.qq.com'),
})

export type Settings = z.infer<typeof schema>

/** Settings, or the whole list of what is wrong with the fix: `{ settings }` or `{ problems }`. */
export function readSettings(
  source: NodeJS.ProcessEnv = process.env,
): { settings: Settings } | { problems: string[] } {
  const { values, unreadable } = withSecretFiles(source)
  const problems = unreadable.map(
    (name) => `${name}_FILE: cannot read ${values[`${name}_FILE`]}; create the file or fix the path`,
  )
  const parsed = schema.safeParse(values)
  if (!parsed.success)
    problems.push(
      ...parsed.error.issues
        // Told already: its file cannot be read.
        .filter((issue) => !unreadable.includes(String(issue.path[0])))
        .map((issue) => describe(issue, values)),
    )
  else if (parsed.data.LIUKE_DEMO_HOST && !parsed.data.LIUKE_DEMO_HOST.startsWith('http://127.0.0.1:'))
    problems.push('LIUKE_DEMO_HOST: is for the demo on this machine only (http://127.0.0.1:…); remove it')
  else if (parsed.data.LIUKE_ROLE !== 'all' && parsed.data.DATABASE_URL.startsWith('file:'))
    problems.push(
      `LIUKE_ROLE: is ${parsed.data.LIUKE_ROLE}, but a SQLite company is one process that does all; remove it, or set DATABASE_URL to postgres://…`,
    )
  if (problems.length > 0 || !parsed.success) return { problems }
  return { settings: parsed.data }
}

/** EX_CONFIG of sysexits.h: the process ends with it when settings are wrong. */
export const EXIT_CONFIG = 78

function withSecretFiles(source: NodeJS.ProcessEnv): {
  values: Record<string, string>
  unreadable: string[]
} {
  const values: Record<string, string> = {}
  const unreadable: string[] = []
  for (const [key, value] of Object.entries(source))
    if (value !== undefined && value !== '') values[key] = value
  for (const name of SECRETS) {
    const file = values[`${name}_FILE`]
    if (file === undefined || values[name] !== undefined) continue
    try {
      values[name] = readFileSync(file, 'utf8').trim()
    } catch {
      unreadable.push(name)
    }
  }
  return { values, unreadable }
}

function describe(issue: z.core.$ZodIssue, values: Record<string, string>): string {
  const name = String(issue.path[0])
  if (values[name] === undefined) return `${name}: is missing; ${hints[name] ?? 'set it'}`
  return `${name}: ${issue.message}`
}

const hints: Record<string, string> = {
  LIUKE_ORIGIN: 'set the address people open, for example https://crm.example.com',
  LIUKE_SEALING_KEY:
    'make one with: openssl rand -base64 32 (keep it safe: it opens the sealed phone numbers)',
  WECOM_CORP_ID: 'copy 企业ID from 我的企业 → 企业信息, or run npm start without settings for the demo',
  WECOM_AGENT_ID: 'copy AgentId from 应用管理 → your app',
  WECOM_AGENT_SECRET: 'copy Secret from 应用管理 → your app',
  WECOM_CALLBACK_TOKEN: 'copy Token from 客户联系 → 接收事件服务器',
  WECOM_CALLBACK_AES_KEY: 'copy EncodingAESKey from 客户联系 → 接收事件服务器',
}

function isOrigin(text: string): boolean {
  try {
    const { origin: found, protocol } = new URL(text)
    return found === text && (protocol === 'https:' || protocol === 'http:')
  } catch {
    return false
  }
}

/** Whether the environment names a WeCom corp; without one `npm start` runs the demo. */
export function hasRealCompany(source: NodeJS.ProcessEnv = process.env): boolean {
  return (source['WECOM_CORP_ID'] ?? '') !== ''
}

/** What the demo takes from the environment: ports, size, folder, log level. Everything else is its own. */
export function readDemoPorts(source: NodeJS.ProcessEnv = process.env):
  | {
      servicePort: number
      simulatorPort: number
      contacts: number
      folder: string
      logLevel: Settings['LOG_LEVEL']
    }
  | { problems: string[] } {
  const parsed = z
    .object({
      PORT: port.default(3000),
      SIMULATOR_PORT: port.default(3900),
      DEMO_FOLDER: z.string().default('data/demo'),
      SIMULATOR_CONTACTS: z.coerce.number().int().min(1).max(1_000_000).default(2000),
      LOG_LEVEL: schema.shape.LOG_LEVEL.unwrap().default('warn'),
    })
    .safeParse(source)
  if (!parsed.success)
    return { problems: parsed.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`) }
  const { PORT, SIMULATOR_PORT, SIMULATOR_CONTACTS, DEMO_FOLDER, LOG_LEVEL } = parsed.data
  return {
    servicePort: PORT,
    simulatorPort: SIMULATOR_PORT,
    contacts: SIMULATOR_CONTACTS,
    folder: DEMO_FOLDER,
    logLevel: LOG_LEVEL,
  }
}
