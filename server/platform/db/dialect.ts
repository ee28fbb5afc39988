export type Dialect = 'sqlite' | 'postgresql'

const DIALECT = Symbol('liuke.dialect')

/** Writes the dialect on a Prisma client; the clients of its transactions inherit it. */
export function markDialect<T extends object>(client: T, dialect: Dialect): T {
  Object.defineProperty(client, DIALECT, { value: dialect, enumerable: false })
  return client
}

export function dialectOfClient(client: object): Dialect {
  const dialect: unknown = Reflect.get(client, DIALECT)
  if (dialect === 'sqlite' || dialect === 'postgresql') return dialect
  throw new Error('This client was not made by openDatabase')
}

export function dialectOf(url: string): Dialect {
  if (url.startsWith('file:')) return 'sqlite'
  if (/^postgres(ql)?:\/\//.test(url)) return 'postgresql'
  throw new Error('DATABASE_URL must start with file: or postgres://')
}
