import { firstToEnd } from '../../domain/benefits.ts'
import { AppError } from '../../platform/http/app-error.ts'
import { JsonText, type Ahead } from '../../platform/http/route.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { readContactThrough } from '../contacts/read-through.ts'
import type { Deps } from '../deps.ts'
import { fillScript, valuesOf } from '../scripts/fill-script.ts'
import type { ScriptKind } from '../scripts/contract.ts'
import type { VariableValues } from '../scripts/variables.ts'
import { seesStaff } from '../staff/scope.ts'
import type { CustomerPanel } from './contract.ts'
import { type FoundGate, gateOf } from './panel-gate.ts'
import { memberOf } from './panel-member.ts'
import { PART_END, panelSql } from './panel-sql.ts'

/** The part of the panel that leaves as it is; some of it fills the scripts. */
type Shown = Omit<CustomerPanel, 'now' | 'actions' | 'outreach' | 'level' | 'benefits'>

interface Advisor {
  name: string
  store: string | null
}

interface StoredAction {
  rule: string
  reason: Record<string, string | number>
  dueOn: string | null
  factsDigest: string
  chance: number | null
  valueFen: number | null
  isMeasured: boolean
  scriptId: string | null
  title: string
  kind: ScriptKind
  body: string
  linkUrl: string | null
  linkDesc: string | null
  imageHash: string | null
  version: number
}

/**
 * The first second of the advisor's sidebar. A contact the sync has not read yet is read through. `found` is the
 * statement's answer when the router has asked it along with the session.
 */
export async function readCustomerPanel(
  deps: Deps,
  scope: Scope,
  {
    externalUserid,
    entry,
    found: asked,
  }: { externalUserid: string; entry: string; found?: string | null | undefined },
): Promise<JsonText> {
  const stored =
    (asked === undefined ? await readStored(deps, scope, externalUserid) : asked) ??
    (await readThrough(deps, scope, externalUserid))
  // Our own statement built these texts; a test holds them to the contract.
  const [shownText = '', actionsText = '', gateText = 'null', advisorText = ''] = stored.split(PART_END)
  const shown: Shown = JSON.parse(shownText)
  const advisor: Advisor | null = JSON.parse(advisorText)
  const actions: StoredAction[] = JSON.parse(actionsText)
  const found: FoundGate | null = JSON.parse(gateText)
  const { customerId } = shown.contact
  deps.accessLog.note(scope, { customerId, entry, situation: found?.situation ?? null })
  const now = JSON.stringify(deps.clock.now())
  const outreach = JSON.stringify(gateOf(found, deps.clock.nowMs()))
  const standing = await memberOf(deps, scope.corpId, found)
  const benefit = firstToEnd(standing.benefits.first)
  const values = valuesOf({ ...shown, advisor, benefit, nowMs: deps.clock.nowMs() })
  const filled = JSON.stringify(actions.map((row) => fill(values, row)))
  const member = JSON.stringify(standing)
  return new JsonText(
    `${shownText.slice(0, -1)},"now":${now},"actions":${filled},"outreach":${outreach},${member.slice(1)}`,
  )
}

/** Whether and what this person may see of the contact, as one statement. */
export function panelStatement({ database: { sql } }: Deps, scope: Scope, externalUserid: string): Ahead {
  const visible = seesStaff(scope, 'f."staffId"')
  return {
    text: panelSql(sql.dialect, visible.sql),
    params: [scope.staffId, scope.corpId, externalUserid, ...visible.params],
  }
}

async function readStored(deps: Deps, scope: Scope, externalUserid: string): Promise<string | null> {
  const { text, params } = panelStatement(deps, scope, externalUserid)
  const rows = await deps.database.sql.all<{ panel: string }>(text, params)
  return rows[0]?.panel ?? null
}

async function readThrough(deps: Deps, scope: Scope, externalUserid: string): Promise<string> {
  const known = await deps.database.db.contact.count({ where: { corpId: scope.corpId, externalUserid } })
  await readContactThrough(deps, scope, externalUserid)
  const stored = await readStored(deps, scope, externalUserid)
  if (stored !== null) return stored
  throw new AppError('not-found', {
    log: 'contact is not followed by anyone in the scope',
    tell: { reason: known > 0 ? 'not-yours' : 'not-a-contact' },
  })
}

function fill(values: VariableValues, row: StoredAction): CustomerPanel['actions'][number] {
  const { rule, reason, dueOn, factsDigest, chance, valueFen, isMeasured } = row
  const action = { rule, reason, dueOn, factsDigest, chance, valueFen, isMeasured }
  if (row.scriptId === null) return { ...action, script: null }
  const { text, missing } = fillScript({ id: row.scriptId, version: row.version, body: row.body }, values)
  return {
    ...action,
    script: {
      id: row.scriptId,
      title: row.title,
      kind: row.kind,
      text,
      missing,
      linkUrl: row.linkUrl,
      linkDesc: row.linkDesc,
      hasImage: row.imageHash !== null,
    },
  }
}
