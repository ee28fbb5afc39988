/** What to do about a refusal of the WeCom client; its texts are never shown or compared anywhere else. */
export type HostProblem =
  | 'cancelled' // the person changed their mind
  | 'no-permission' // the app or the member lacks the right, or the API is not in the list
  | 'no-context' // this entry of the client has no customer or group
  | 'bad-signature' // our signature or its ticket is wrong
  | 'untrusted-page' // the page's address is not a trusted domain of the app
  | 'too-old' // this client does not know the call
  | 'silent' // no answer in time
  | 'refused' // anything else

export class HostError extends Error {
  readonly problem: HostProblem
  /** What the client said, for support. */
  readonly detail: string

  constructor(problem: HostProblem, detail: string) {
    super(`${problem}: ${detail}`)
    this.name = 'HostError'
    this.problem = problem
    this.detail = detail
  }
}

// Clients word the same refusal in several ways (spaces, underscores, case), so both sides are squeezed first.
const SIGNS: readonly (readonly [HostProblem, RegExp])[] = [
  ['cancelled', /cancel/],
  ['bad-signature', /invalidsignature|40093|42012/],
  ['untrusted-page', /reliabledomain|urldomain|80001/],
  ['no-context', /withoutcontext/],
  ['too-old', /functionnotexist|notsupport/],
  ['no-permission', /nopermission|permissiondenied|permissionvalue|accessdenied/],
]

export function readHostError(error: unknown): HostError {
  if (error instanceof HostError) return error
  const detail = textOf(error)
  const squeezed = detail.toLowerCase().replace(/[\s_]/g, '')
  const sign = SIGNS.find(([, pattern]) => pattern.test(squeezed))
  return new HostError(sign?.[0] ?? 'refused', detail.slice(0, 200))
}

function textOf(error: unknown): string {
  if (error instanceof Error) return error.message
  if (typeof error === 'object' && error !== null && 'errMsg' in error) {
    const code = 'errCode' in error ? Number(error.errCode) : 0
    return code > 0 ? `${String(error.errMsg)} (${code})` : String(error.errMsg)
  }
  return String(error)
}
