import * as ww from '@wecom/jssdk'
import { HostError, readHostError } from './host-error.ts'

// The first call also waits for the signature and the client's check of it; a slow client takes 4 s for each.
export const READ_MS = 12_000
// The client may ask the person before it sends, so sending waits longer.
export const SEND_MS = 30_000

/** A client that never answers leaves the SDK's promise open for good. */
export async function within<T>(waitMs: number, call: () => Promise<T>): Promise<T> {
  if (!ww.env.isWeCom) throw new HostError('too-old', 'not in WeCom')
  let timer: ReturnType<typeof setTimeout> | undefined
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new HostError('silent', `no answer in ${waitMs} ms`)), waitMs)
  })
  try {
    return await Promise.race([call(), silence])
  } catch (error) {
    throw readHostError(error)
  } finally {
    clearTimeout(timer)
  }
}

export async function done(waitMs: number, call: () => Promise<unknown>): Promise<void> {
  await within(waitMs, call)
}
