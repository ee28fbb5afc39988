import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { intakePerson } from './contract.ts'
import type { Item } from './read-item.ts'

const person = intakePerson.safeExtend({ vin: z.string().optional() })

const storedItem = z.object({
  kind: z.string(),
  id: z.string(),
  at: z.coerce.date(),
  person,
  data: z.record(z.string(), z.unknown()),
})

/** An item as it was stored; what an earlier version took is not judged anew. */
export function openItem({ sealer }: Pick<Deps, 'sealer'>, bodySealed: string): Item {
  return storedItem.parse(JSON.parse(sealer.open(bodySealed)))
}
