/** An object that is found under another id now: the caller is sent there, whatever they asked of it. */
export class MovedTo extends Error {
  readonly from: string
  readonly to: string

  constructor(from: string, to: string) {
    super('the object has another id now')
    this.name = 'MovedTo'
    this.from = from
    this.to = to
  }
}

/** The same address with the new id; null when the id does not stand in it. */
export function movedAddress(url: string, { from, to }: MovedTo): string | null {
  const [path = '', query] = url.split('?')
  const parts = path.split('/')
  if (!parts.includes(from)) return null
  const moved = parts.map((part) => (part === from ? to : part)).join('/')
  return query === undefined ? moved : `${moved}?${query}`
}
