import { parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import iconv from 'iconv-lite'
import { AppError } from '../../../platform/http/app-error.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import type { Deps } from '../../deps.ts'
import { userKeyOf } from '../../staff/find-staff.ts'
import type { FileAnswer } from '../contract.ts'
import { noteStep } from '../note-step.ts'
import { requireHandover } from '../policy.ts'
import { readHandover } from '../read-handover.ts'
import { requireDraft } from './draft.ts'
import { readTakers, type RowWish } from './make-plan.ts'
import { readWishes, replan } from './store-plan.ts'

/** 5,000 rows are some 500 KB. */
export const MAX_FILE_BYTES = 2 * 1024 * 1024
const HEADER = ['external_userid', '客户', '接替人 userid', '接替人']

/** The plan of the customers as a file: change the third column and upload it. Who took it away is noted. */
export async function planCsv(deps: Deps, scope: Scope, id: string): Promise<string> {
  const { corpId } = await requireHandover(deps, scope, id)
  await noteStep(deps.database.sql, deps, { corpId, staffId: scope.staffId, id, step: 'plan-file' })
  const rows = await deps.database.sql.all<{
    objectId: string
    name: string
    userid: string | null
    toName: string | null
  }>(
    `SELECT r."objectId", COALESCE(c."name", '') AS "name", s."userid", s."name" AS "toName" FROM "HandoverRow" r
     LEFT JOIN "Contact" c ON c."corpId" = r."corpId" AND c."externalUserid" = r."objectId"
     LEFT JOIN "Staff" s ON s."corpId" = r."corpId" AND s."id" = r."toStaffId"
     WHERE r."corpId" = ? AND r."handoverId" = ? AND r."kind" = 'customer' ORDER BY r."rank"`,
    [corpId, id],
  )
  const lines = rows.map((row) => [row.objectId, row.name, row.userid ?? '', row.toName ?? ''])
  return stringify([HEADER, ...lines], { bom: true, record_delimiter: 'windows', escape_formulas: true })
}

/** Customers go to whom the file names; those it does not name are shared among the plan's successors. */
export async function applyPlanFile(
  deps: Deps,
  scope: Scope,
  { id, bytes }: { id: string; bytes: Buffer },
): Promise<FileAnswer> {
  const draft = await requireDraft(deps, scope, { id })
  const lines = readLines(bytes)
  const [takers, known] = await Promise.all([
    readTakers(deps, draft),
    deps.database.sql.all<{ objectId: string }>(
      `SELECT "objectId" FROM "HandoverRow" WHERE "corpId" = ? AND "handoverId" = ? AND "kind" = 'customer'`,
      [draft.corpId, id],
    ),
  ])
  const takerOf = new Map(takers.map((taker) => [userKeyOf(taker.userid), taker.id]))
  const customers = new Set(known.map((row) => row.objectId))
  const wishes = new Map<string, RowWish>()
  const bad: FileAnswer['bad'] = []
  for (const { line, objectId, userid } of lines) {
    const toStaffId = takerOf.get(userKeyOf(userid))
    if (!customers.has(objectId)) bad.push({ line, value: objectId, problem: 'unknown-customer' })
    else if (wishes.has(objectId)) bad.push({ line, value: objectId, problem: 'twice' })
    else if (userid === '') bad.push({ line, value: objectId, problem: 'no-successor' })
    else if (toStaffId === undefined) bad.push({ line, value: userid, problem: 'unknown-successor' })
    else wishes.set(objectId, { kind: 'customer', objectId, toStaffId })
  }
  const kept = (await readWishes(deps, draft)).filter(
    (wish) => wish.kind === 'group' || (wish.toStaffId === null && !wishes.has(wish.objectId)),
  )
  const plan = { ...draft.plan, rule: { kind: 'file' as const } }
  await replan(deps, { ...draft, plan }, [...kept, ...wishes.values()])
  const handover = await readHandover(deps, scope, id)
  return { assigned: wishes.size, missing: customers.size - wishes.size, bad: bad.slice(0, 500), handover }
}

/** Spreadsheets write UTF-8 with a mark, or GB18030. */
function readLines(bytes: Buffer): { line: number; objectId: string; userid: string }[] {
  const utf8 = bytes.toString('utf8')
  const text = utf8.includes('\uFFFD') ? iconv.decode(bytes, 'gb18030') : utf8
  const rows = parseCsv(text.replace(/^\uFEFF/, ''))
  return rows.slice(1).flatMap((cells, n) => {
    const [objectId = '', second = '', third] = cells.map((cell) => cell.trim().replace(/^'/, ''))
    return objectId === '' ? [] : [{ line: n + 2, objectId, userid: third ?? second }]
  })
}

function parseCsv(text: string): string[][] {
  const delimiter = text.slice(0, 500).includes('\t') ? '\t' : ','
  try {
    const rows: string[][] = parse(text, { delimiter, relax_column_count: true, skip_empty_lines: true })
    return rows
  } catch {
    throw new AppError('not-a-csv', { log: 'the plan file cannot be read' })
  }
}
