// One plain request with a hard time limit: WeCom cuts the connection instead of waiting.

import { Agent as HttpAgent, request as httpRequest, type RequestOptions } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'

export interface Caller {
  send(
    url: string,
    options: { method: 'GET' | 'POST'; body?: string; timeoutMs: number },
  ): Promise<{ status: number; text: string }>
  close(): void
}

export function createCaller(maxSockets: number): Caller {
  const plain = new HttpAgent({ keepAlive: true, maxSockets })
  const secure = new HttpsAgent({ keepAlive: true, maxSockets })
  return {
    close: () => {
      plain.destroy()
      secure.destroy()
    },
    send: (url, { body, method, timeoutMs }) =>
      new Promise((resolve, reject) => {
        const secured = url.startsWith('https:')
        const options: RequestOptions = { method, agent: secured ? secure : plain }
        if (body !== undefined) {
          options.headers = {
            'content-type': 'text/xml; charset=utf-8',
            'content-length': Buffer.byteLength(body),
          }
        }
        const request = (secured ? httpsRequest : httpRequest)(url, options, (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('error', fail)
          response.on('end', () => {
            clearTimeout(timer)
            resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') })
          })
        })
        const fail = (error: Error): void => {
          clearTimeout(timer)
          reject(error)
        }
        const timer = setTimeout(
          () => request.destroy(new Error(`no answer within ${timeoutMs} ms`)),
          timeoutMs,
        )
        request.on('error', fail)
        request.end(body)
      }),
  }
}
