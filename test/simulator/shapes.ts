// Compares answers by shape: what a fixture shows must be there with the same type, and nothing unknown beside it.

export interface Shape {
  type: string
  keys: Map<string, Shape>
  items: Shape | undefined
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'list'
  return value === null ? 'null' : typeof value
}

/** Several values become one shape that knows every key of any of them. */
export function shapeOf(values: readonly unknown[]): Shape {
  const shape: Shape = {
    type: [...new Set(values.map(typeOf))].sort().join('|'),
    keys: new Map(),
    items: undefined,
  }
  const lists = values.filter((one) => Array.isArray(one)).flat()
  if (lists.length > 0) shape.items = shapeOf(lists)
  const objects = values.filter((one) => typeOf(one) === 'object').map((one) => Object.entries(Object(one)))
  const names = new Set(objects.flatMap((entries) => entries.map(([name]) => name)))
  for (const name of names) {
    shape.keys.set(
      name,
      shapeOf(
        objects.flatMap((entries) => entries.filter(([key]) => key === name).map(([, value]) => value)),
      ),
    )
  }
  return shape
}

/** `wanted` is the fixture; every difference is one line. */
export function differences(wanted: Shape, got: Shape, at = ''): string[] {
  const found: string[] = []
  const wantedTypes = wanted.type.split('|')
  if (got.type.split('|').some((one) => !wantedTypes.includes(one)))
    found.push(`${at}: ${got.type} instead of ${wanted.type}`)
  for (const [name, shape] of wanted.keys) {
    const mine = got.keys.get(name)
    if (mine) found.push(...differences(shape, mine, `${at}.${name}`))
    else found.push(`${at}.${name} is missing`)
  }
  for (const name of got.keys.keys())
    if (!wanted.keys.has(name)) found.push(`${at}.${name} is unknown to the fixture`)
  if (wanted.items && got.items) found.push(...differences(wanted.items, got.items, `${at}[]`))
  return found
}
