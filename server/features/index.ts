import { acquisition } from './acquisition/index.ts'
import { actions } from './actions/index.ts'
import { audiences } from './audiences/index.ts'
import { combos } from './combos/index.ts'
import { contactWays } from './contact-ways/index.ts'
import { contacts } from './contacts/index.ts'
import { customers } from './customers/index.ts'
import { createEffects } from './effects/index.ts'
import type { Feature } from './feature.ts'
import { groupCodes } from './group-codes/index.ts'
import { groupWelcomes } from './group-welcomes/index.ts'
import { groups } from './groups/index.ts'
import { handover } from './handover/index.ts'
import { identity } from './identity/index.ts'
import { insights } from './insights/index.ts'
import { intake } from './intake/index.ts'
import { links } from './links/index.ts'
import { materials } from './materials/index.ts'
import { media } from './media/index.ts'
import { moments } from './moments/index.ts'
import { notices } from './notices/index.ts'
import { orders } from './orders/index.ts'
import { panel } from './panel/index.ts'
import { posts } from './posts/index.ts'
import { predictions } from './predictions/index.ts'
import { privacy } from './privacy/index.ts'
import { referrals } from './referrals/index.ts'
import { response } from './response/index.ts'
import { scripts } from './scripts/index.ts'
import { session } from './session/index.ts'
import { setup } from './setup/index.ts'
import { sops } from './sops/index.ts'
import { staff } from './staff/index.ts'
import { standing } from './standing/index.ts'
import { sync } from './sync/index.ts'
import { tagRules } from './tag-rules/index.ts'
import { tags } from './tags/index.ts'
import { takeover } from './takeover/index.ts'
import { timeline } from './timeline/index.ts'
import { today } from './today/index.ts'
import { webhooks } from './webhooks/index.ts'
import { welcome } from './welcome/index.ts'

/** The outbox carries out what the other features plan; it learns their handlers when the worker starts. */
const effects = createEffects((deps) =>
  Object.assign({}, ...features.map((feature) => feature.effects?.(deps) ?? {})),
)

/** A feature may import those above it, never one below. test/architecture.test.ts checks it. */
export const features: readonly Feature[] = [
  staff,
  effects,
  session,
  notices,
  media,
  customers,
  contacts,
  tags,
  groups,
  moments,
  orders,
  identity,
  combos,
  intake,
  webhooks,
  scripts,
  links,
  materials,
  insights,
  standing,
  predictions,
  response,
  audiences,
  tagRules,
  actions,
  timeline,
  panel,
  contactWays,
  groupCodes,
  acquisition,
  referrals,
  welcome,
  posts,
  sops,
  groupWelcomes,
  handover,
  takeover,
  sync,
  today,
  privacy,
  setup,
]
