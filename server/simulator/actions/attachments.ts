import { checkAttachments, type Attachment } from '../api/attachments.ts'
import { WecomFailure } from '../errors.ts'
import type { Simulation } from '../simulation.ts'
import { ActionRefused } from './action.ts'

/** The client refuses what the API would refuse, only not with an errcode. */
export function refuseBadAttachments(sim: Simulation, attachments: readonly Attachment[]): void {
  try {
    checkAttachments(sim, attachments)
  } catch (error) {
    if (error instanceof WecomFailure) throw new ActionRefused(`attachments: ${error.message}`)
    throw error
  }
}
