import { z } from 'zod'
import { TRANSFER_FAMILIES, TRANSFER_REASONS, TRANSFER_REMEDIES } from '../../../domain/transfer-reasons.ts'

export const family = z.enum(TRANSFER_FAMILIES)
export const reason = z.enum(TRANSFER_REASONS)
export const remedy = z.enum(TRANSFER_REMEDIES)
export const rowKind = z.enum(['customer', 'group'])
export type RowKind = z.infer<typeof rowKind>

/**
 * planned: will be handed over · blocked: the check says it cannot be, see reason · excluded: taken out by hand ·
 * queued: waits for its call · unknown: the call is out and nobody knows yet · accepted: WeCom has started it ·
 * waiting: WeCom says until when · done · refused: by the customer · full: the taker is · limited: twice in 90 days ·
 * failed: see reason and errorCode · cancelled: never called.
 */
export const rowState = z.enum([
  'planned',
  'blocked',
  'excluded',
  'queued',
  'unknown',
  'accepted',
  'waiting',
  'done',
  'refused',
  'full',
  'limited',
  'failed',
  'cancelled',
])
export type RowState = z.infer<typeof rowState>

/** draft: a plan · running: calls go out or results come in · paused: no more calls, results still come in. */
export const handoverState = z.enum(['draft', 'running', 'paused', 'done', 'cancelled'])
export type HandoverState = z.infer<typeof handoverState>
