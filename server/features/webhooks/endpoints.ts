import { randomBytes } from 'node:crypto'
import { ulid } from 'ulid'
import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Tx } from '../../platform/db/index.ts'
import { writeAudit } from '../audit.ts'
import type { Deps } from '../deps.ts'
import { post } from './announce.ts'
import type { EndpointInput, ShownSecret } from './contract.ts'

/** The old secret signs as well this long after a rotation. */
const OVERLAP_MS = 24 * 3_600_000

const makeSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`

export async function createEndpoint(deps: Deps, scope: Scope, input: EndpointInput): Promise<ShownSecret> {
  requireSafe(deps, input.url)
  const { corpId, staffId } = scope
  const now = deps.clock.now()
  const [id, secret] = [ulid(now.getTime()), makeSecret()]
  await deps.database.db.$transaction(async (tx) => {
    await tx.webhookEndpoint.create({
      data: {
        corpId,
        id,
        url: input.url,
        types: input.types.join(','),
        state: 'active',
        createdBy: staffId,
        secretSealed: deps.sealer.seal(secret),
        createdAt: now,
        updatedAt: now,
      },
    })
    await writeAudit(tx, deps, scope, { action: 'webhook-created', objectKind: 'webhook', objectId: id })
  })
  return { id, secret }
}

/** Another address or other types; saving it switches a disabled endpoint on again. */
export async function changeEndpoint(
  deps: Deps,
  scope: Scope,
  { id, input }: { id: string; input: EndpointInput },
): Promise<void> {
  requireSafe(deps, input.url)
  await change(
    deps,
    scope,
    { id, action: 'webhook-changed' },
    {
      url: input.url,
      types: input.types.join(','),
      state: 'active',
      disabledReason: null,
    },
  )
}

export async function disableEndpoint(deps: Deps, scope: Scope, id: string): Promise<void> {
  await change(
    deps,
    scope,
    { id, action: 'webhook-disabled' },
    { state: 'disabled', disabledReason: 'manual' },
  )
}

export async function rotateSecret(deps: Deps, scope: Scope, id: string): Promise<ShownSecret> {
  const row = await requireEndpoint(deps.database.db, scope, id)
  const secret = makeSecret()
  await change(
    deps,
    scope,
    { id, action: 'webhook-secret-rotated' },
    {
      secretSealed: deps.sealer.seal(secret),
      oldSecretSealed: row.secretSealed,
      oldSecretEndsAt: new Date(deps.clock.nowMs() + OVERLAP_MS),
    },
  )
  return { id, secret }
}

/** A message that says nothing, to see whether it arrives. */
export async function testEndpoint(deps: Deps, scope: Scope, id: string): Promise<void> {
  await requireEndpoint(deps.database.db, scope, id)
  const { corpId } = scope
  await deps.database.sql.transaction((tx) =>
    post(tx, deps, { corpId, endpointId: id, messages: [{ type: 'webhook.test', data: {} }] }),
  )
  deps.jobs.nudge()
}

export async function requireEndpoint(db: Tx, { corpId }: Scope, id: string) {
  const row = await db.webhookEndpoint.findUnique({ where: { corpId_id: { corpId, id } } })
  if (!row) throw new AppError('not-found', { log: 'no such webhook endpoint' })
  return row
}

/** Said at once where it can be; names are judged again at every call, when they are resolved. */
function requireSafe(deps: Deps, url: string): void {
  const { protocol, username, password } = new URL(url)
  const mayPlain = deps.settings.LIUKE_DEMO_HOST !== undefined
  if ((protocol === 'https:' || mayPlain) && username === '' && password === '') return
  const errors = [{ path: 'url', problem: 'https-without-password' }]
  throw new AppError('invalid-input', { log: 'webhook address', tell: { errors } })
}

async function change(
  deps: Deps,
  scope: Scope,
  { id, action }: { id: string; action: string },
  data: Parameters<Tx['webhookEndpoint']['update']>[0]['data'],
): Promise<void> {
  const { corpId } = scope
  await deps.database.db.$transaction(async (tx) => {
    await requireEndpoint(tx, scope, id)
    await tx.webhookEndpoint.update({
      where: { corpId_id: { corpId, id } },
      data: { ...data, updatedAt: deps.clock.now() },
    })
    await writeAudit(tx, deps, scope, { action, objectKind: 'webhook', objectId: id })
  })
}
