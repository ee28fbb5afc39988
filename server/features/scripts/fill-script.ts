import { daysBetween, type LocalDate, localDateOf } from '../../domain/time.ts'
import { TIER_NAMES, toTierCode } from '../../domain/tiers.ts'
import { surnameOf } from './surnames.ts'
import { type CompiledTemplate, compileTemplate, type FilledText, fillTemplate } from './template.ts'
import type { VariableValues } from './variables.ts'

/** What is known of a customer and the person who writes; the panel's statement has just these. */
export interface FillFacts {
  contact: { name: string; gender: number }
  follow: { remark: string } | null
  vehicle: {
    model: string | null
    plateMask: string | null
    nextServiceOn: LocalDate | null
    lastServiceOn: LocalDate | null
  } | null
  tier: { code: number; lastVisitOn: LocalDate } | null
  /** What they may still use and what ends first. */
  benefit: { name: string; endsOn: LocalDate } | null
  advisor: { name: string; store: string | null } | null
  /** From whom the writer has taken the customer over. */
  takeover: { fromName: string } | null
  nowMs: number
}

export interface FillableScript {
  id: string
  version: number
  body: string
}

const CACHED = 500
const compiled = new Map<string, CompiledTemplate | null>()

/** Fills a stored script. A slot that cannot be filled stands as 〔label〕 and is named in `missing`. */
export function fillScript(script: FillableScript, values: VariableValues): FilledText {
  const template = templateOf(script)
  // Stored before the set of variables changed: nothing of it may be sent until somebody mends it.
  if (template === null) return { text: '', missing: ['话术模板有误'] }
  return fillTemplate(template, values)
}

/** Versions never change, so what was compiled stays good. */
function templateOf({ id, version, body }: FillableScript): CompiledTemplate | null {
  const key = `${id}/${version}`
  const known = compiled.get(key)
  if (known !== undefined) return known
  const made = compileTemplate(body)
  if (compiled.size >= CACHED) compiled.delete(compiled.keys().next().value ?? '')
  const template = 'templates' in made ? made : null
  compiled.set(key, template)
  return template
}

/** What the variables stand for; made once for all scripts of an answer. */
export function valuesOf(facts: FillFacts): VariableValues {
  const { contact, follow, vehicle, tier, benefit, advisor, takeover, nowMs } = facts
  const today = localDateOf(nowMs)
  const person = personOf(contact.name, follow?.remark ?? '')
  const title = contact.gender === 1 ? '先生' : contact.gender === 2 ? '女士' : null
  const next = vehicle?.nextServiceOn ?? null
  const tierKnown = toTierCode(tier?.code ?? -1)
  return {
    'customer.name': person.name || null,
    'customer.surname': person.surname,
    'customer.title': title,
    'customer.salutation':
      (person.surname !== null && title !== null ? person.surname + title : person.name) || null,
    'vehicle.model': vehicle?.model ?? null,
    'vehicle.plate': vehicle?.plateMask ?? null,
    'vehicle.nextServiceOn': readable(next, today),
    // Past is not “in … days”: the slot stays open and nobody sends −12 days.
    'vehicle.serviceInDays': next === null || next < today ? null : daysBetween(today, next),
    'vehicle.lastServiceOn': readable(vehicle?.lastServiceOn ?? null, today),
    'benefit.name': benefit?.name ?? null,
    'benefit.endsOn': readable(benefit?.endsOn ?? null, today),
    'advisor.name': advisor?.name ?? null,
    'formerAdvisor.name': takeover?.fromName ?? null,
    'store.name': advisor?.store ?? null,
    'tier.name': tierKnown === null ? null : TIER_NAMES[tierKnown],
    'tier.lastVisitOn': readable(tier?.lastVisitOn ?? null, today),
  }
}

/** A WeChat name is often a nickname; then the first word of the advisor's remark may be the real one. */
function personOf(name: string, remark: string): { name: string; surname: string | null } {
  const own = surnameOf(name)
  if (own !== null) return { name, surname: own }
  const [first = ''] = remark.trim().split(/[\s,，、/]+/)
  const noted = surnameOf(first)
  return noted === null ? { name, surname: null } : { name: first, surname: noted }
}

/** '3月26日', with the year when it is not this one. */
function readable(date: LocalDate | null, today: LocalDate): string | null {
  if (date === null) return null
  const [year = '', month = '', day = ''] = date.split('-')
  const near = `${Number(month)}月${Number(day)}日`
  return year === today.slice(0, 4) ? near : `${year}年${near}`
}
