import type { z } from 'zod'
import type { RefusalReason } from './contract.ts'

const OF_CODE: Partial<Record<z.core.$ZodIssue['code'], RefusalReason>> = {
  invalid_type: 'wrong-type',
  invalid_value: 'not-a-choice',
  unrecognized_keys: 'unknown-field',
  too_big: 'too-large',
  too_small: 'too-small',
  invalid_format: 'bad-format',
  invalid_key: 'bad-format',
  custom: 'not-a-key',
}

/** `raw` is the item: a field that is not there has another remedy than one of the wrong kind. */
export function reasonOf({ code, path }: z.core.$ZodIssue, raw: unknown): RefusalReason {
  if (code === 'invalid_type' || code === 'invalid_value' || code === 'custom')
    if (valueAt(raw, path) === undefined) return 'missing'
  return OF_CODE[code] ?? 'bad-format'
}

/** What stands at a path of an item; undefined: nothing. */
export function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (part, name) =>
      typeof part === 'object' && part !== null && Object.hasOwn(part, name)
        ? Object.getOwnPropertyDescriptor(part, name)?.value
        : undefined,
    raw,
  )
}
