import { effectScope } from 'vue'
import { afterEach } from 'vitest'

const scopes: (() => void)[] = []
afterEach(() => {
  while (scopes.length > 0) scopes.pop()?.()
})

/** Runs a composable as a component would, and ends it with the test. */
export function inScope<T>(run: () => T): T {
  const scope = effectScope()
  scopes.push(() => scope.stop())
  const result = scope.run(run)
  if (result === undefined) throw new Error('the scope has ended')
  return result
}
