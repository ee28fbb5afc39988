import { UsageError } from '../platform/usage-error.ts'
import type { CallbackKey } from '../wecom/index.ts'

/** How the service speaks with one corp's WeCom. */
export interface CorpAccess {
  corpId: string
  name: string
  agentId: number
  agentSecret: string
  directorySecret: string | null
  /** The pair in use first; the one before it stays open while WeCom and we exchange it. */
  callbackKeys: CallbackKey[]
  /** Userids of the first administrators. */
  admins: string[]
  /** Name of the file that proves the trusted domain. */
  domainProof: string | null
  apiBase: string
  oauthBase: string
}

/** The corps one service serves. */
export interface CorpBook {
  /** The corp of the environment: whoever names none means this one. */
  readonly homeId: string
  /** From memory; what a command changes is known here within seconds. */
  find(corpId: string): CorpAccess | null
  /** As the database has it now; asked at most once a second. */
  read(corpId: string): Promise<CorpAccess | null>
  all(): CorpAccess[]
  /** This process has just changed a corp: the next read asks the database. */
  changed(): void
}

/** The corp an address names (`?corp=…`), or the home corp when it names none. */
export async function namedCorp(corps: CorpBook, named: unknown): Promise<CorpAccess | null> {
  const corpId = named === undefined || named === '' ? corps.homeId : named
  if (typeof corpId !== 'string') return null
  return corps.find(corpId) ?? (await corps.read(corpId))
}

/** The same for a command: a corp that is not served is a wrong call. */
export async function servedCorp(corps: CorpBook, named: string | undefined): Promise<CorpAccess> {
  const corp = await namedCorp(corps, named)
  if (!corp) throw new UsageError(`This service has no corp ${named}: npm run corp -- list shows them`)
  return corp
}
