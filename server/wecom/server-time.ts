import axios from 'axios'

const TIMEOUT_MS = 8_000

/** WeCom's time of day by the Date header of an answer (whole seconds); null when there is no answer or no header. */
export async function readServerTime(baseUrl: string): Promise<number | null> {
  const host = new URL(baseUrl).hostname
  try {
    // Without a token: refused with 41001, which counts against nothing.
    const { headers } = await axios.get(`${baseUrl}/cgi-bin/get_api_domain_ip`, {
      timeout: TIMEOUT_MS,
      validateStatus: () => true,
      maxRedirects: 0,
      ...(host === '127.0.0.1' || host === 'localhost' ? { proxy: false as const } : {}),
    })
    const at = Date.parse(String(headers['date']))
    return Number.isNaN(at) ? null : at
  } catch {
    return null
  }
}
