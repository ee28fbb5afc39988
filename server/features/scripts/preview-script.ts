import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import type { Preview } from './contract.ts'
import { valuesOf } from './fill-script.ts'
import { readFillFacts } from './read-fill-facts.ts'
import { checkTemplate, compileTemplate, exampleValues, fillTemplate } from './template.ts'

/** What a template gives, for a customer or with the examples; mistakes are answers here, not failures. */
export async function previewScript(
  deps: Deps,
  scope: Scope,
  { body, customerId }: { body: string; customerId?: string | undefined },
): Promise<Preview> {
  const errors = checkTemplate(body)
  const compiled = compileTemplate(body)
  if (errors.length > 0 || 'errors' in compiled) return { text: '', missing: [], errors }
  const values =
    customerId === undefined ? exampleValues() : valuesOf(await readFillFacts(deps, scope, customerId))
  return { ...fillTemplate(compiled, values), errors: [] }
}
