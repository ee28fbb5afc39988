import type { Dialect } from './dialect.ts'

// Pieces of SQL that differ between the two databases, so that a statement that builds JSON can be written once.
// Arguments are SQL expressions of our own making, never input.

/** {name: expression}. Nested objects and lists may be expressions made by these functions. */
export function jsonObject(dialect: Dialect, fields: Record<string, string>): string {
  const pairs = Object.entries(fields).map(
    ([name, expression]) => `'${name.replaceAll("'", "''")}', ${expression}`,
  )
  // json_build_object takes 100 arguments at most
  if (pairs.length > 50) throw new Error('A JSON object in SQL may have 50 fields: nest some of them')
  return `${dialect === 'sqlite' ? 'json_object' : 'json_build_object'}(${pairs.join(', ')})`
}

/** A list of expressions. */
export function jsonList(dialect: Dialect, expressions: readonly string[]): string {
  return `${dialect === 'sqlite' ? 'json_array' : 'json_build_array'}(${expressions.join(', ')})`
}

/** Aggregate of the rows as a list, [] without rows. */
export function jsonRows(dialect: Dialect, expression: string, orderBy?: string, where?: string): string {
  const order = orderBy ? ` ORDER BY ${orderBy}` : ''
  const chosen = where ? ` FILTER (WHERE ${where})` : ''
  return dialect === 'sqlite'
    ? `json_group_array(${expression}${order})${chosen}`
    : `COALESCE(json_agg(${expression}${order})${chosen}, '[]'::json)`
}

/**
 * Text of an object whose values are sub-selects that give JSON, or null. Put together as text: nested in jsonObject,
 * SQLite would read every part again.
 */
export function jsonJoined(dialect: Dialect, parts: Record<string, string>): string {
  const fields = Object.entries(parts).map(
    ([name, select], n) =>
      `'${n === 0 ? '{' : ','}"${name}":' || COALESCE(${jsonAsText(dialect, select)}, 'null')`,
  )
  return `${fields.join(' || ')} || '}'`
}

/** Text of a sub-select that gives JSON. */
export function jsonAsText(dialect: Dialect, select: string): string {
  return dialect === 'sqlite' ? `(${select})` : `(${select})::text`
}

/** A sub-select that gives JSON, for use inside jsonObject: SQLite would otherwise take it for text. */
export function jsonNested(dialect: Dialect, select: string): string {
  return dialect === 'sqlite' ? `json((${select}))` : `(${select})`
}

/** A time column as the ISO text the API speaks. */
export function jsonTime(dialect: Dialect, column: string): string {
  return dialect === 'sqlite' ? column : `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"+00:00"')`
}

/** A boolean column or condition as true or false. */
export function jsonFlag(dialect: Dialect, expression: string): string {
  return dialect === 'sqlite'
    ? `json(CASE WHEN ${expression} THEN 'true' ELSE 'false' END)`
    : `(${expression})`
}

/** A column that holds JSON text, as JSON. */
export function jsonText(dialect: Dialect, column: string): string {
  return dialect === 'sqlite' ? `json(${column})` : `(${column})::json`
}

/** `column IN (list)` with one parameter: pass JSON.stringify(list of text). Any length, one statement text. */
export function inTextList(dialect: Dialect, column: string): string {
  return dialect === 'sqlite'
    ? `${column} IN (SELECT value FROM json_each(?))`
    : `${column} IN (SELECT json_array_elements_text(?::json))`
}

/**
 * A table from one parameter, for joins and bulk updates: pass JSON.stringify(list of lists), in the order of `columns`.
 */
export function jsonTable(
  dialect: Dialect,
  alias: string,
  columns: Record<string, 'text' | 'int' | 'timestamp'>,
): string {
  const entries = Object.entries(columns)
  if (dialect === 'sqlite') {
    const cells = entries.map(([name], n) => `value->>${n} AS "${name}"`)
    // A row of json_each is text, which would be read again for every cell.
    return `(SELECT ${cells.join(', ')} FROM jsonb_each(?)) AS ${alias}`
  }
  const cells = entries.map(([name, type], n) => `(value->>${n})::${type} AS "${name}"`)
  return `(SELECT ${cells.join(', ')} FROM json_array_elements(?::json)) AS ${alias}`
}

/** A placeholder for a time where PostgreSQL cannot tell the type from the other side (CASE, SELECT list). */
export function timeParam(dialect: Dialect): string {
  return dialect === 'sqlite' ? '?' : '?::timestamp'
}

/** The UTC day of a time column, as text that sorts: for counting by days, where the hour does not matter. */
export function utcDay(dialect: Dialect, column: string): string {
  return dialect === 'sqlite' ? `substr(${column}, 1, 10)` : `to_char(${column}, 'YYYY-MM-DD')`
}

/** The day in Asia/Shanghai of a time column, as text that sorts. */
export function localDay(dialect: Dialect, column: string): string {
  return dialect === 'sqlite'
    ? `date(${column}, '+8 hours')`
    : `to_char(${column} + interval '8 hours', 'YYYY-MM-DD')`
}
