/** What went wrong between the page and the service, in one shape: the server's own kinds and what a network adds. */
export class Problem extends Error {
  readonly kind: string
  readonly status: number
  /** Read out to support; null when the request never reached the service. */
  readonly requestId: string | null
  readonly tell: Readonly<Record<string, unknown>>

  constructor(
    kind: string,
    {
      status = 0,
      requestId = null,
      tell = {},
    }: { status?: number; requestId?: string | null; tell?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(kind)
    this.name = 'Problem'
    this.kind = kind
    this.status = status
    this.requestId = requestId
    this.tell = tell
  }
}

export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem('internal')
}

/** RFC 9457 body → Problem; a proxy's HTML page becomes `bad-answer`. */
export async function readProblem(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null)
  const header = response.headers.get('x-request-id')
  if (!isRecord(body) || typeof body['kind'] !== 'string')
    return new Problem('bad-answer', { status: response.status, requestId: header })
  return new Problem(body['kind'], {
    status: response.status,
    requestId: typeof body['requestId'] === 'string' ? body['requestId'] : header,
    tell: isRecord(body['tell']) ? body['tell'] : {},
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
