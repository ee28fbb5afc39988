import { DATA, FILE_KINDS, HEAD, PERSON, plainHeader, type Cell, type FileKind } from './columns.ts'

export interface FileField {
  key: string
  label: string
  isRequired: boolean
  header: string | null
}

export interface RowReader {
  /** Columns a file of this kind must have and this one has not. */
  missing: string[]
  /** Every field of the kind with the column it was found in; null: in none. */
  fields: FileField[]
  /** A row as an item of the intake; `hash` names rows that have no id of their own. */
  read(cells: readonly string[], hash: string): unknown
}

/** Finds the columns of a file by their headers. `mapping` (field → header, '' for none) goes before what the headers say. */
export function rowReader(
  kind: FileKind,
  headers: readonly string[],
  mapping: Readonly<Record<string, string>> = {},
): RowReader {
  const plain = headers.map(plainHeader)
  const placeOf = (key: string, words: readonly string[]): number => {
    // A person and a survey both have a name: fields are told apart by what they belong to.
    const named = mapping[key] ?? mapping[key.slice(key.indexOf('.') + 1)]
    if (named !== undefined) return headers.indexOf(named)
    const places = words.map((word) => plain.indexOf(word)).filter((place) => place >= 0)
    return places[0] ?? -1
  }
  const find = (columns: (typeof DATA)[FileKind], part: string) =>
    Object.entries(columns).map(([field, column]) => {
      const key = `${part}${field}`
      return { field, key, column, place: placeOf(key, column.words) }
    })
  const [head, person, data] = [find(HEAD, ''), find(PERSON, 'person.'), find(DATA[kind], 'data.')]
  const pick = (found: typeof head, cells: readonly string[]): Record<string, Cell> =>
    Object.fromEntries(
      found.flatMap(({ field, column, place }): [string, Cell][] => {
        const text = place < 0 ? '' : (cells[place] ?? '').trim()
        return text === '' ? [] : [[field, column.read ? column.read(text) : text]]
      }),
    )
  return {
    missing: [...head, ...data]
      .filter(({ column, place }) => column.isRequired && place < 0)
      .map(({ column }) => column.words[0] ?? ''),
    fields: [...head, ...person, ...data].map(({ key, column, place }) => ({
      key,
      label: column.words[0] ?? key,
      isRequired: column.isRequired === true,
      header: headers[place] ?? null,
    })),
    read(cells, hash) {
      const { id = hash, at } = pick(head, cells)
      const { kind: own, ...rest } = pick(data, cells)
      return {
        kind: FILE_KINDS[kind] ?? own,
        id,
        at,
        person: pick(person, cells),
        data: kind === 'profiles' ? { fields: rest } : rest,
      }
    },
  }
}
