import { PassThrough } from 'node:stream'
import { stringify } from 'csv-stringify'
import type Koa from 'koa'
import { toTierCode, TIER_NAMES } from '../../domain/tiers.ts'
import { localDateOf } from '../../domain/time.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { writeAudit } from '../audit.ts'
import type { Deps } from '../deps.ts'
import type { MemberRow } from './contract.ts'
import { memberRows } from './list-members.ts'
import { memberPage } from './member-page.ts'
import { readStored, requireAudience } from './saved-audiences.ts'

const PAGE = 100
const COLUMNS = [
  'customerId',
  'name',
  'phone',
  'tier',
  'lastVisitOn',
  'spentYuan',
  'staff',
  'tags',
  'followedOn',
]

/** The members one may count, page by page and masked as on the screen; who took the file is noted before its first byte. */
export async function sendMembers(ctx: Koa.Context, deps: Deps, scope: Scope, id: string): Promise<void> {
  const audience = await requireAudience(deps, scope, id)
  const now = deps.clock.now()
  await writeAudit(deps.database.sql, deps, scope, {
    action: 'audience-exported',
    objectKind: 'audience',
    objectId: id,
  })
  const csv = stringify({
    header: true,
    columns: COLUMNS,
    bom: true,
    record_delimiter: 'windows',
    escape_formulas: true,
  })
  const out = new PassThrough()
  csv.pipe(out)
  ctx.type = 'text/csv; charset=utf-8'
  ctx.attachment(`audience-${localDateOf(now.getTime())}.csv`)
  ctx.body = out
  void writeRows(csv, deps, { scope, ...readStored(audience) }).catch((error: unknown) => {
    deps.log.error({ err: error }, 'the file of an audience broke off')
    out.destroy(error instanceof Error ? error : new Error(String(error)))
  })
}

async function writeRows(
  csv: ReturnType<typeof stringify>,
  deps: Deps,
  { scope, condition, sort, top }: { scope: Scope } & ReturnType<typeof readStored>,
): Promise<void> {
  let cursor: string | undefined
  do {
    const page = await memberPage(deps, scope, {
      condition,
      sort: sort ?? 'newest',
      top,
      cursor,
      limit: PAGE,
    })
    const ids = page.items.map((item) => item.id)
    for (const row of await memberRows(deps, scope, ids))
      if (!csv.write(lineOf(row))) await new Promise((resolve) => csv.once('drain', resolve))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  csv.end()
}

function lineOf(row: MemberRow): Record<string, string> {
  const tier = row.tierCode === null ? null : toTierCode(row.tierCode)
  return {
    customerId: row.id,
    name: row.name,
    phone: row.phoneMask ?? '',
    tier: tier === null ? '' : TIER_NAMES[tier],
    lastVisitOn: row.lastVisitOn ?? '',
    spentYuan: row.monetaryFen === null ? '' : (row.monetaryFen / 100).toFixed(2),
    staff: row.staff.map((staff) => staff.name).join('、'),
    tags: row.tags.join('、'),
    followedOn: row.followedAt === null ? '' : localDateOf(Date.parse(row.followedAt)),
  }
}
