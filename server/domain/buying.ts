import { narrow } from './identity-values.ts'
import { daysBetween, type LocalDate } from './time.ts'

/** Somebody looked at cars on a day: at a model, where one is named. */
export interface Look {
  on: LocalDate
  model: string | null
}

export interface BuyingFacts {
  looks: readonly Look[]
  /** The first car bought here. */
  boughtOn: LocalDate | null
}

export interface Buying {
  /** From the first look to the first car; null: no car, or nobody saw them look. */
  daysToBuy: number | null
  /** Models that were driven or seen, up to the first car; null: none was named. */
  modelsCompared: number | null
}

/** How somebody came to buy. What is looked at after the car was bought belongs to the next one. */
export function buyingOf({ looks, boughtOn }: BuyingFacts): Buying {
  const before = looks.filter(({ on }) => boughtOn === null || on <= boughtOn)
  const first = before.reduce<LocalDate | null>((a, { on }) => (a === null || on < a ? on : a), null)
  const models = new Set(before.flatMap(({ model }) => (model === null ? [] : levelled(model))))
  return {
    daysToBuy: boughtOn === null || first === null ? null : daysBetween(first, boughtOn),
    modelsCompared: models.size === 0 ? null : models.size,
  }
}

/** One model written in two ways is one model. */
function levelled(model: string): string[] {
  const plain = narrow(model).toLowerCase().replace(/\s/g, '')
  return plain === '' ? [] : [plain]
}
