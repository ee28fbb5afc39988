import pg from 'pg'
import { LANES } from './lanes.ts'
import { bossOver, queueOf } from './pg-boss.ts'

const WAIT_MS = 30_000
/** Any number but that of the migrations. */
const ADVISORY_LOCK = 72_707_371

/**
 * Makes or updates the schema of pg-boss and our queues in it. Several processes may start at once: one does it, the
 * others wait. A failure leaves nothing half made.
 */
export async function prepareCarrier(url: string): Promise<void> {
  const options = { connectionString: url, connectionTimeoutMillis: WAIT_MS, application_name: 'liuke start' }
  const gate = new pg.Client(options)
  const client = new pg.Client(options)
  await gate.connect()
  try {
    await gate.query(`BEGIN; SELECT pg_advisory_xact_lock(${ADVISORY_LOCK})`)
    await client.connect()
    await createQueues((text, values) => client.query(text, values?.length ? values : undefined))
  } finally {
    await client.end()
    await gate.end()
  }
}

/** `executeSql` must be one connection: what pg-boss sends contains BEGIN and COMMIT. */
export async function createQueues(
  executeSql: (text: string, values?: unknown[]) => Promise<{ rows: unknown[] }>,
): Promise<void> {
  const boss = bossOver(executeSql)
  await boss.start()
  for (const lane of LANES.keys()) await boss.createQueue(queueOf(lane))
  await boss.stop({ graceful: false })
}
