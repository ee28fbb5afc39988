// What a customer drives or wants, and how they buy: the one story behind remark, tags, orders and chats.

import { chance, hash, pick, pickWeighted, salt, unit } from '../random.ts'
import { STORES, STORE_PLATES } from './departments.ts'
import type { Seed } from './seed.ts'

/** How often, how lately and how much; crossed, the eight RFM tiers come out. `none` never ordered. */
export interface Habit {
  recent: boolean
  frequent: boolean
  generous: boolean
}

export interface Persona {
  model: string
  colour: string
  habit: Habit | undefined
  tradeIn: boolean
}

/** What only the dealer's own system knows. */
export interface Garage {
  plate: string
  memberNo: string
  /** Index in STORES. */
  store: number
}

export const MODELS = ['S7', 'L9', 'A3', 'L5', 'S5', 'M7'] as const
export const PRICES_YUAN: Record<string, number> = {
  S7: 236800,
  L9: 329800,
  A3: 119800,
  L5: 189800,
  S5: 159800,
  M7: 268800,
}
const COLOURS = ['白色', '黑色', '灰色', '蓝色', '银色', '绿色']
const STORY = salt('persona')
const PLATE_LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ'

/** Weighted so that a customer with orders has about four and a half of them. */
const HABITS: readonly (readonly [Habit, number])[] = [
  [{ recent: true, frequent: true, generous: true }, 16],
  [{ recent: true, frequent: false, generous: true }, 10],
  [{ recent: false, frequent: true, generous: true }, 10],
  [{ recent: false, frequent: false, generous: true }, 12],
  [{ recent: true, frequent: true, generous: false }, 12],
  [{ recent: true, frequent: false, generous: false }, 15],
  [{ recent: false, frequent: true, generous: false }, 9],
  [{ recent: false, frequent: false, generous: false }, 16],
]

function plateOf(seed: Seed, index: number, store: number): string {
  const h = hash(seed.seed, STORY, index, 5)
  const letter = PLATE_LETTERS.charAt(h % PLATE_LETTERS.length)
  // Green plates of new-energy cars carry six characters after the letter.
  return `${STORE_PLATES[store] ?? '沪A'}${chance(h, 0.6) ? 'D' : ''}${letter}${String(h % 10_000).padStart(4, '0')}`
}

export function personaOf(seed: Seed, index: number): Persona {
  if (index === 0) {
    return {
      model: 'S7',
      colour: '白色',
      habit: { recent: true, frequent: true, generous: true },
      tradeIn: true,
    }
  }
  return {
    model: pick(MODELS, hash(seed.seed, STORY, index, 1)),
    colour: pick(COLOURS, hash(seed.seed, STORY, index, 2)),
    habit:
      unit(hash(seed.seed, STORY, index, 3)) < 0.85
        ? pickWeighted(HABITS, hash(seed.seed, STORY, index, 4))
        : undefined,
    tradeIn: chance(hash(seed.seed, STORY, index, 7), 0.18),
  }
}

export function garageOf(seed: Seed, index: number, storeId: number): Garage {
  const found = STORES.findIndex((one) => one.id === storeId)
  const store = Math.max(0, found)
  const memberNo = `LY${String(100_000_000 + index * 7 + 3)}`
  return { plate: index === 0 ? '沪ADF5321' : plateOf(seed, index, store), memberNo, store }
}
