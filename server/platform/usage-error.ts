/** A command was called wrongly: the process says how to call it and ends with 2. */
export class UsageError extends Error {}

/** Also what node:util's parseArgs throws about unknown options. */
export function isUsageError(error: unknown): error is Error {
  if (error instanceof UsageError) return true
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
}
