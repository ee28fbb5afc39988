import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { WecomEvent } from '../wecom/index.ts'

/** Counted while the service works. Labels are few and fixed: route patterns, API and job names, states; never a person. */
export interface Metrics {
  registry: Registry
  request(seen: { method: string; route: string; status: number; ms: number }): void
  wecomCall(event: WecomEvent): void
  job(seen: { name: string; outcome: 'done' | 'again' | 'failed'; ms: number }): void
  callbackRefused(stage: string): void
  /** One that WeCom sealed, by the kind of its event. */
  callback(event: string, result: 'new' | 'repeat' | 'not-stored'): void
  /** What an advisor did with a script of the library. */
  scriptSend(result: string): void
  webhookDelivery(result: 'done' | 'retry' | 'dead'): void
  gauges: Gauges
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
const SECONDS = [0.005, 0.025, 0.1, 0.3, 1, 3, 10]
const JOB_SECONDS = [0.01, 0.1, 1, 10, 60, 600]
/** Interfaces that give a token or a ticket and are called for nothing else. */
const TOKEN_KINDS = new Map([
  ['gettoken', 'token'],
  ['get_jsapi_ticket', 'corp-ticket'],
  ['ticket/get', 'agent-ticket'],
])

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const requests = new Histogram({
    name: 'liuke_http_request_duration_seconds',
    help: 'Requests by route pattern and status',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers,
  })
  const calls = new Histogram({
    name: 'liuke_wecom_call_duration_seconds',
    help: 'Calls of WeCom by interface and outcome',
    labelNames: ['api', 'outcome'],
    buckets: SECONDS,
    registers,
  })
  const jobs = new Histogram({
    name: 'liuke_job_duration_seconds',
    help: 'Runs of jobs by name and outcome',
    labelNames: ['name', 'outcome'],
    buckets: JOB_SECONDS,
    registers,
  })
  const refusedCallbacks = new Counter({
    name: 'liuke_callbacks_refused_total',
    help: 'Callbacks that were not sealed by WeCom for a corp of ours',
    labelNames: ['stage'],
    registers,
  })
  const counter = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Counter<L>({ name: `liuke_${name}`, help, labelNames, registers })
  const refreshes = counter('wecom_token_refresh_total', 'Tries to get a token or ticket', ['kind', 'result'])
  const callbacks = counter('callback_events_total', 'Callbacks sealed by WeCom, by kind of event', [
    'event',
    'result',
  ])
  const scriptSends = counter('script_send_total', 'What advisors did with scripts', ['result'])
  const deliveries = counter('webhook_deliveries_total', 'Tries to deliver a webhook', ['result'])
  return {
    registry,
    gauges: createGauges(registry),
    request: ({ method, route, status, ms }) =>
      requests.labels(METHODS.includes(method) ? method : 'OTHER', route, String(status)).observe(ms / 1000),
    wecomCall({ api, outcome, ms }) {
      calls.labels(api, outcome).observe(ms / 1000)
      const kind = TOKEN_KINDS.get(api)
      if (kind !== undefined) refreshes.labels(kind, outcome).inc()
    },
    job: ({ name, outcome, ms }) => jobs.labels(name, outcome).observe(ms / 1000),
    callbackRefused: (stage) => refusedCallbacks.labels(stage).inc(),
    callback: (event, result) => callbacks.labels(event, result).inc(),
    scriptSend: (result) => scriptSends.labels(result).inc(),
    webhookDelivery: (result) => deliveries.labels(result).inc(),
  }
}

/** Process metrics belong to the process, not to a service in it; event-loop watching starts with the first scrape. */
let ofProcess: Registry | undefined
export function processRegistry(): Registry {
  if (!ofProcess) {
    ofProcess = new Registry()
    collectDefaultMetrics({ register: ofProcess })
  }
  return ofProcess
}

export type Gauges = ReturnType<typeof createGauges>

/** Read from the database when somebody looks. */
function createGauges(registry: Registry) {
  const gauge = <L extends string>(name: string, help: string, labelNames: L[] = []) =>
    new Gauge<L>({ name: `liuke_${name}`, help, labelNames, registers: [registry] })
  return {
    up: gauge('database_up', '1 when the database answered this scrape'),
    databaseBytes: gauge('database_size_bytes', 'Size of the database'),
    walBytes: gauge('database_wal_bytes', 'Size of the write-ahead log file (SQLite)'),
    corps: gauge('corps', 'Corps this service serves'),
    heartbeatAge: gauge('worker_heartbeat_age_seconds', 'Since a worker last said that it lives'),
    lastTickAge: gauge('clock_last_tick_age_seconds', 'Since the clock table last fired'),
    inboxOldest: gauge('inbox_oldest_seconds', 'Age of the oldest event not yet handled'),
    inboxEvents: gauge('inbox_events', 'Events by state: received (waiting), parked (set aside)', ['state']),
    jobs: gauge('jobs', 'Open and failed jobs', ['name', 'state']),
    jobsOldest: gauge('jobs_oldest_ready_seconds', 'Age of the oldest job that could run now'),
    effects: gauge('effects', 'Writes to WeCom that are open or wait for a person', ['state']),
    handoverItems: gauge('handover_items', 'Customers and groups of handovers under way', ['state']),
    budgetLeft: gauge('wecom_budget_left', 'Calls left of an interface; the corp with least', [
      'api',
      'window',
    ]),
    refused: gauge('wecom_refused', '1 while WeCom refuses a corp as a whole', ['corp', 'errcode']),
    tokens: gauge('wecom_tokens', 'Access tokens by state: good, idle, stale, failing', ['state']),
    syncAge: gauge('sync_last_whole_age_seconds', 'Since the last full sync or reconcile ended', ['corp']),
    syncDoneAge: gauge('sync_last_complete_age_seconds', 'Since the last one that was complete', ['corp']),
    syncResult: gauge('sync_last_whole_result', '1 for the state the last one ended in', ['corp', 'state']),
    drift: gauge('sync_last_drift', 'Differences the last whole sync found', ['corp', 'state']),
    syncRuns: gauge('sync_runs_last_day', 'Runs of the last 24 hours', ['kind', 'state']),
  }
}
