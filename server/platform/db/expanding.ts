const NAMED = /^\d{14}_expand_/

/**
 * A migration named so only adds what an older program does not look at: the older one may go on, and even start, on the
 * database behind it. In the name, because of a migration it does not have the older program knows nothing else.
 */
export function isExpanding(name: string): boolean {
  return NAMED.test(name)
}

/** The statements of a script that an older program could trip over. */
export function findContracting(sql: string): string[] {
  const statements = sql
    .replace(/^\s*--.*$/gm, '')
    .split(';')
    .map((statement) => statement.replace(/\s+/g, ' ').trim())
    .filter(Boolean)
  const created = new Set(statements.flatMap((one) => /^CREATE TABLE "([^"]+)"/.exec(one)?.[1] ?? []))
  return statements.filter((statement) => !adds(statement, created))
}

function adds(statement: string, created: ReadonlySet<string>): boolean {
  // a foreign key may keep the older program from deleting what it could delete before
  if (statement.includes('REFERENCES')) return false
  if (/^CREATE (TABLE|INDEX) /.test(statement)) return true
  // An index that makes nothing unique (Prisma's names tell): without it the older program finds the same, only slower.
  if (/^DROP INDEX "[^"]+_idx"$/.test(statement)) return true
  const table = /^(?:CREATE UNIQUE INDEX \S+ ON|INSERT INTO|ALTER TABLE) "([^"]+)"/.exec(statement)?.[1]
  // to rename a new table into the place of an old one is how SQLite changes a table
  if (table !== undefined && created.has(table)) return !/ RENAME /.test(statement)
  return statement.startsWith('ALTER TABLE ') && changesOf(statement).every(isOptionalColumn)
}

function changesOf(statement: string): string[] {
  return statement.replace(/^ALTER TABLE "[^"]+" /, '').split(/, (?=(?:ADD|ALTER|DROP|RENAME) )/)
}

/** The older program inserts rows without it. */
function isOptionalColumn(change: string): boolean {
  return /^ADD COLUMN /.test(change) && (!/ NOT NULL/.test(change) || / DEFAULT /.test(change))
}
