export type Role = 'advisor' | 'manager' | 'operator' | 'admin'
export type App = 'chat' | 'console'

/**
 * Who is asking and what they may see. Every use case takes one; there is no read or write without it.
 * An advisor sees own follows; a manager the staff below `unitPaths`; operator own groups; admin the corp.
 */
export interface Scope {
  corpId: string
  staffId: string
  userid: string
  app: App
  roles: Role[]
  /** Materialised unit paths ('/a/b/') whose subtree this manager may see; '/' is the whole corp. */
  unitPaths: string[]
  /** The same for the groups an operator runs: running groups gives no right to customers. */
  operatorPaths?: string[]
}

export function hasRole(scope: Scope, ...roles: Role[]): boolean {
  return roles.some((role) => scope.roles.includes(role))
}
