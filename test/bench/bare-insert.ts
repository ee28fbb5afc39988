import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openConnection } from '../../server/platform/db/sqlite-connection.ts'
import { ownCpuOf } from './own-cpu.ts'

/** CPU µs a row of the floor: rows put into one table through json_each, a thousand a statement, same driver. */
export async function bareInsertCpuUs(rows: number): Promise<number> {
  const file = join(mkdtempSync(join(tmpdir(), 'liuke-bench-')), 'bare.db')
  const db = await openConnection(file, { pragmas: 'PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;' })
  await db.run(
    'CREATE TABLE o (no TEXT PRIMARY KEY, at TEXT, kind TEXT, paid INTEGER, store TEXT, title TEXT, phone TEXT) WITHOUT ROWID',
    [],
  )
  const { cpu } = await ownCpuOf(async () => {
    for (let from = 0; from < rows; from += 1000) {
      const chunk = Array.from({ length: 1000 }, (_, n) => [
        `B-${String(from + n).padStart(9, '0')}`,
        '2026-05-01T02:20:00.000+00:00',
        'service',
        68_000,
        '浦东店',
        '常规保养',
        `138${from + n}`,
      ])
      await db.run(
        'INSERT INTO o SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6 FROM json_each(?)',
        [JSON.stringify(chunk)],
      )
    }
  })
  await db.close()
  return (cpu * 1e6) / rows
}
