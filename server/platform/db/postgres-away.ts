/** What PostgreSQL says when it ends a session or lets nobody in. */
const CODES = new Set([
  '57P01', // admin_shutdown, pg_terminate_backend
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now: it is starting
  '57P05', // idle_session_timeout
  '25P03', // idle_in_transaction_session_timeout
  '3D000', // the database does not exist, for instance while it is restored
  '28000', // not let in
  '28P01', // password refused
])
/** The way there is cut; connection exceptions of class 08 come beside them. */
const SOCKET = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])
/** The driver's own words, which carry no code. */
const TEXTS =
  /^(Connection terminated|Client has encountered a connection error|Client was closed and is not queryable|timeout expired|timeout exceeded when trying to connect)/
/** Prisma's, where it keeps no code of the server: not reachable, refused at the door, closed. */
const OF_PRISMA = new Set(['P1000', 'P1001', 'P1002', 'P1003', 'P1010', 'P1017'])

/**
 * True when the connection was lost or none is to be had: whether a commit on its way was heard is not known. Takes
 * the driver's error, Prisma's around it, and the code it kept.
 */
export function isPostgresAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (TEXTS.test(error.message)) return true
  const { code, severity, meta } = fieldsOf(error)
  const inner = fieldsOf(fieldsOf(fieldsOf(meta)['driverAdapterError'])['cause'])
  return (
    OF_PRISMA.has(String(code)) ||
    endsSession(code, severity) ||
    endsSession(inner['originalCode'], inner['severity'])
  )
}

function endsSession(code: unknown, severity: unknown): boolean {
  if (typeof code !== 'string') return false
  // FATAL ends a session whatever the cause; the word is translated on some servers, hence the codes as well
  return CODES.has(code) || SOCKET.has(code) || /^08...$/.test(code) || severity === 'FATAL'
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
