import { narrow } from './identity-values.ts'
import { daysBetween, type LocalDate } from './time.ts'

/** Somebody looked at cars on a day: at a model, where one is named. */
export interface Look {
  on: LocalDate
  model: string | null
}

export interface BuyingFacts {
  looks: readonly Look[]
  /** The days on which cars were bought here. */
  boughtOn: readonly LocalDate[]
}

export interface Buying {
  /** From the first look to the car, of the last car somebody looked for first; null: of none. */
  daysToBuy: number | null
  /** Models that were driven or seen in the latest search, whether it has ended or not; null: none was named. */
  modelsCompared: number | null
}

/** How somebody came to buy. A search ends with a car; what is looked at after it belongs to the next one. */
export function buyingOf({ looks, boughtOn }: BuyingFacts): Buying {
  const days = [...new Set(boughtOn)].sort()
  const searches = [...days, null].map((endOn, at): { endOn: LocalDate | null; looks: Look[] } => {
    const after = at === 0 ? null : (days[at - 1] ?? null)
    const within = looks.filter(({ on }) => (after === null || on > after) && (endOn === null || on <= endOn))
    return { endOn, looks: within }
  })
  const ended = searches.findLast((search) => search.endOn !== null && search.looks.length > 0)
  const models = searches.map((search) => modelsOf(search.looks)).findLast((count) => count > 0)
  return { daysToBuy: ended ? daysOf(ended) : null, modelsCompared: models ?? null }
}

function daysOf({ endOn, looks }: { endOn: LocalDate | null; looks: readonly Look[] }): number | null {
  const first = looks.reduce<LocalDate | null>((a, { on }) => (a === null || on < a ? on : a), null)
  return endOn === null || first === null ? null : daysBetween(first, endOn)
}

function modelsOf(looks: readonly Look[]): number {
  return new Set(looks.flatMap(({ model }) => (model === null ? [] : levelled(model)))).size
}

/** One model written in two ways is one model. */
function levelled(model: string): string[] {
  const plain = narrow(model).toLowerCase().replace(/\s/g, '')
  return plain === '' ? [] : [plain]
}
