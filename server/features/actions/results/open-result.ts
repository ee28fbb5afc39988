import type { Tx } from '../../../platform/db/index.ts'
import type { OutcomeInput } from '../contract.ts'
import { segmentOf } from '../segments.ts'
import { adviceOf } from './push-advice.ts'

/** What comes of a message counts for this long. */
export const WINDOW_DAYS = 7
const DAY_MS = 86_400_000

type Proposal = NonNullable<Awaited<ReturnType<Tx['action']['findUnique']>>>

/** The proposal as it was shown: which script, for which segment, with which probability. */
export async function readProposal(
  tx: Tx,
  { corpId, customerId, rule }: { corpId: string; customerId: string; rule: string | null },
): Promise<Proposal | null> {
  if (rule === null) return null
  return tx.action.findUnique({ where: { corpId_customerId_rule: { corpId, customerId, rule } } })
}

/** Opens the window of a message that went out. Without a script there is nothing to learn about. */
export async function openResult(
  tx: Tx,
  {
    corpId,
    staffId,
    input,
    now,
    proposal,
  }: { corpId: string; staffId: string; input: OutcomeInput; now: Date; proposal: Proposal | null },
): Promise<void> {
  const { id, customerId, scriptId, rule, outcome } = input
  if (scriptId === null) return
  // Chosen anew between the look and the press: what was sent is known, but not how likely it was.
  const isAsShown = proposal?.scriptId === scriptId
  const script = await tx.script.findUnique({
    where: { corpId_id: { corpId, id: scriptId } },
    select: { version: true },
  })
  await tx.actionResult.create({
    data: {
      corpId,
      id,
      customerId,
      staffId,
      scriptId,
      rule: rule ?? '',
      scriptVersion: (isAsShown ? proposal.scriptVersion : null) ?? script?.version ?? 0,
      experimentId: isAsShown ? proposal.experimentId : null,
      arm: isAsShown ? proposal.arm : null,
      segment: proposal?.segment || (await readSegment(tx, { corpId, customerId })),
      probability: isAsShown ? proposal.probability : null,
      ...(await adviceOf(tx, { corpId, customerId, staffId, now })),
      isEdited: outcome === 'edited',
      sentAt: now,
      closesAt: new Date(now.getTime() + WINDOW_DAYS * DAY_MS),
    },
  })
}

async function readSegment(tx: Tx, key: { corpId: string; customerId: string }): Promise<string> {
  const where = { corpId_customerId: key }
  const tier = await tx.rfm.findUnique({ where, select: { code: true } })
  const standing = await tx.standing.findUnique({ where, select: { stage: true } })
  return segmentOf({ code: tier?.code ?? null, stage: standing?.stage ?? null })
}
