import {
  DEMO_CREDENTIALS,
  startSimulator,
  type Simulator,
  type SimulatorOptions,
} from '../../server/simulator/index.ts'

export type Json = Record<string, unknown>

export interface Company {
  simulator: Simulator
  token: string
  get(path: string, query?: Record<string, string | number>): Promise<Json>
  post(path: string, body?: unknown, query?: Record<string, string>): Promise<Json>
  /** The simulator's own addresses, without a token. */
  ask(path: string, body?: unknown): Promise<{ status: number; json: Json }>
  close(): Promise<void>
}

export const NOON = Date.parse('2026-03-18T02:24:00Z')

async function read(response: Response): Promise<Json> {
  const json: unknown = await response.json()
  return Object(json)
}

export async function tokenOf(
  simulator: Simulator,
  secret: string = DEMO_CREDENTIALS.agentSecret,
): Promise<string> {
  const query = new URLSearchParams({ corpid: DEMO_CREDENTIALS.corpId, corpsecret: secret })
  const answer = await read(await fetch(`${simulator.origin}/cgi-bin/gettoken?${query}`))
  return String(answer.access_token)
}

/** A company on a free port whose clock stands still until a test moves it. */
export async function openCompany(options: SimulatorOptions = {}): Promise<Company> {
  const clock = { start: NOON, frozen: true }
  const simulator = await startSimulator({
    port: 0,
    contacts: 300,
    groups: 12,
    clock,
    callbackRetryGapMs: 10,
    ...options,
  })
  const company: Company = {
    simulator,
    token: await tokenOf(simulator),
    get: async (path, query = {}) => {
      const words = new URLSearchParams({ access_token: company.token })
      for (const [name, value] of Object.entries(query)) words.set(name, String(value))
      return read(await fetch(`${simulator.origin}/cgi-bin/${path}?${words}`))
    },
    post: async (path, body = {}, query = {}) => {
      const url = `${simulator.origin}/cgi-bin/${path}?${new URLSearchParams({ access_token: company.token, ...query })}`
      return read(await fetch(url, { method: 'POST', body: JSON.stringify(body) }))
    },
    ask: async (path, body) => {
      const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
      const response = await fetch(simulator.origin + path, init)
      return { status: response.status, json: await read(response) }
    },
    close: () => simulator.close(),
  }
  return company
}

export function rows(answer: Json, name: string): Json[] {
  const value = answer[name]
  if (!Array.isArray(value)) throw new Error(`no list ${name} in ${JSON.stringify(answer)}`)
  return value.map((one: unknown) => Object(one))
}

export function texts(answer: Json, name: string): string[] {
  const value = answer[name]
  if (!Array.isArray(value)) throw new Error(`no list ${name} in ${JSON.stringify(answer)}`)
  return value.map(String)
}

/** The customers of one member, in the order of the API. */
export async function customersOf(company: Company, userid: string): Promise<string[]> {
  return texts(await company.get('externalcontact/list', { userid }), 'external_userid')
}
