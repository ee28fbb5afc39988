// What a seeded company is made from. The same seed gives the same people, relations, groups and orders.

export interface Seed {
  seed: number
  contacts: number
  staff: number
  groups: number
  /** Everything seeded lies before this instant; it stays the same when a journal is replayed. */
  epochMs: number
  /** Empty: no avatars, so that a demo never asks a foreign host for a picture. */
  avatarBase: string
  /** Whether 何俊 has left before the records begin, or is still there. */
  leaver: 'gone' | 'present'
}

export const MAX_CONTACTS = 1_000_000

export function checkSeed(seed: Seed): Seed {
  const { contacts, groups, staff } = seed
  if (!Number.isInteger(contacts) || contacts < 1 || contacts > MAX_CONTACTS) {
    throw new Error(`contacts must be a whole number from 1 to ${MAX_CONTACTS}, not ${contacts}`)
  }
  if (!Number.isInteger(staff) || staff < 1 || staff > 20_000) {
    throw new Error(`staff must be a whole number from 1 to 20000, not ${staff}`)
  }
  if (!Number.isInteger(groups) || groups < 0 || groups > 50_000) {
    throw new Error(`groups must be a whole number from 0 to 50000, not ${groups}`)
  }
  return seed
}

export function seconds(ms: number): number {
  return Math.floor(ms / 1000)
}
