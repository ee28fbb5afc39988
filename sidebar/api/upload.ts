import { corpHeader } from './corp.ts'
import { Problem } from './problem.ts'
import { addressOf, appName, type Query } from './request.ts'

export interface UploadOptions {
  query?: Query
  contentType: string
  onProgress?: (share: number) => void
  signal?: AbortSignal
}

/** Sends a file as the raw body. fetch cannot tell how far it is, so this is the one place with XMLHttpRequest. */
export function uploadFile<T>(path: string, file: Blob, options: UploadOptions): Promise<T> {
  const { query, contentType, onProgress, signal } = options
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest()
    call.open('POST', addressOf(path, query))
    call.responseType = 'json'
    call.setRequestHeader('accept', 'application/json')
    call.setRequestHeader('content-type', contentType)
    const names = { 'x-liuke-app': appName(), ...corpHeader() }
    for (const [name, value] of Object.entries(names)) call.setRequestHeader(name, value)
    call.upload.onprogress = (event) => event.lengthComputable && onProgress?.(event.loaded / event.total)
    call.onload = () => {
      if (call.status >= 200 && call.status < 300) resolve(call.response as T)
      else reject(problemOf(call))
    }
    call.onerror = () => reject(new Problem('offline'))
    call.onabort = () => reject(new Problem('aborted'))
    signal?.addEventListener('abort', () => call.abort(), { once: true })
    call.send(file)
  })
}

function problemOf(call: XMLHttpRequest): Problem {
  const body: unknown = call.response
  const known = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  const { kind, requestId, tell } = known
  return new Problem(typeof kind === 'string' ? kind : 'bad-answer', {
    status: call.status,
    requestId: typeof requestId === 'string' ? requestId : call.getResponseHeader('x-request-id'),
    tell: typeof tell === 'object' && tell !== null ? (tell as Record<string, unknown>) : {},
  })
}
