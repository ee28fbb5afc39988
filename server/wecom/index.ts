import { createAcquisition } from './acquisition.ts'
import { createAuth } from './auth.ts'
import { createClient } from './client.ts'
import { createContactWays } from './contact-ways.ts'
import { createContacts } from './contacts.ts'
import { createDirectory } from './directory.ts'
import { createGroupMessages } from './group-messages.ts'
import { createGroupWelcomes } from './group-welcomes.ts'
import { createGroups } from './groups.ts'
import { createJoinWays } from './join-ways.ts'
import { createMedia } from './media.ts'
import { createMessages } from './messages.ts'
import { createMomentTasks } from './moment-tasks.ts'
import { createMoments } from './moments.ts'
import { createStatistics } from './statistics.ts'
import { createTags } from './tags.ts'
import { createTransfers } from './transfers.ts'
import type { Wecom, WecomOptions } from './types.ts'

export type * from './types.ts'
export type * from './types-callback.ts'
export { createBudget } from './budget.ts'
export type { BudgetOptions } from './budget.ts'
export { dedupKey, openCallback, openUrlCheck, parseEvent, sealReply, verifySignature } from './callback.ts'
export type { OpenInput } from './callback.ts'
export { isWecomError, WecomError } from './error.ts'
export type { WecomErrorKind } from './error.ts'
export { sealEvent, sealUrlCheck } from './seal-event.ts'
export { readServerTime } from './server-time.ts'
export { signJsApi } from './js-signature.ts'
export { memoryTokenStore } from './tokens.ts'
export { transferRefusal } from './transfer-codes.ts'

/** The client of one corp and one app. */
export function createWecom(options: WecomOptions): Wecom {
  const client = createClient(options)
  return {
    auth: createAuth(client),
    directory: createDirectory(client, options.directorySecret !== undefined),
    contacts: createContacts(client),
    tags: createTags(client, options.agentId),
    groups: createGroups(client),
    joinWays: createJoinWays(client),
    groupWelcomes: createGroupWelcomes(client, options.agentId),
    transfers: createTransfers(client),
    moments: createMoments(client),
    momentTasks: createMomentTasks(client),
    messages: createMessages(client, options.agentId),
    groupMessages: createGroupMessages(client),
    contactWays: createContactWays(client),
    acquisition: createAcquisition(client),
    statistics: createStatistics(client),
    media: createMedia(client),
    refusals: () => client.refusals(),
    tokenStates: () => client.tokenStates(),
    askAgain: () => client.askAgain(),
    close: () => client.close(),
  }
}
