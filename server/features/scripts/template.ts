import { Drop, Liquid, LiquidError, type Template } from 'liquidjs'
import type { TemplateError } from './contract.ts'
import { isVariable, type VariableName, VARIABLE_NAMES, VARIABLES, type VariableValues } from './variables.ts'

// Liquid, cut down to what one message needs: conditions and a few filters, no loops and no other templates.
const TAGS = ['if', 'unless', 'case', 'assign', 'comment', 'raw', '#']
const FILTERS = [
  'default',
  'append',
  'prepend',
  'plus',
  'minus',
  'times',
  'divided_by',
  'round',
  'abs',
  'at_least',
  'at_most',
  'truncate',
  'strip',
  'replace',
  'remove',
  'upcase',
  'downcase',
  'capitalize',
  'size',
]

const MAX_LENGTH = 5_000

/** A value nobody knows. In a condition it is nothing, in the text it is an open slot. */
class OpenSlot extends Drop {
  constructor(
    readonly label: string,
    private readonly found: Set<string>,
  ) {
    super()
  }

  show(): string {
    this.found.add(this.label)
    return `〔${this.label}〕`
  }

  override valueOf(): null {
    return null
  }

  // Compared with a number, nothing would otherwise count as 0.
  equals = (other: unknown): boolean => other === null || other === undefined || other instanceof OpenSlot
  gt = (): boolean => false
  geq = (): boolean => false
  lt = (): boolean => false
  leq = (): boolean => false
  contains = (): boolean => false
}

const engine = buildEngine()

function buildEngine(): Liquid {
  const liquid = new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    outputEscape: (value: unknown) => (value instanceof OpenSlot ? value.show() : toText(value)),
    // No time limit: without loops the length bounds the work, and a busy machine must not look like a bad template.
    memoryLimit: 100_000,
  })
  for (const name of Object.keys(liquid.tags)) if (!TAGS.includes(name)) delete liquid.tags[name]
  for (const [name, filter] of Object.entries(liquid.filters)) {
    if (!FILTERS.includes(name)) delete liquid.filters[name]
    else if (name !== 'default' && typeof filter === 'function')
      liquid.registerFilter(name, keepSlots(filter))
  }
  return liquid
}

type Filter = Extract<Liquid['filters'][string], (...args: never[]) => unknown>

/** A filter must not turn an open slot into an empty text that nobody notices. */
function keepSlots(filter: Filter): Filter {
  return function (value, ...args) {
    return [value, ...args].find((part) => part instanceof OpenSlot) ?? filter.call(this, value, ...args)
  }
}

function toText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

export interface FilledText {
  text: string
  /** Labels of the open slots, each once. */
  missing: string[]
}

export interface CompiledTemplate {
  templates: Template[]
  /** Set when the template is only text and variables, as most are: filled without the engine, some ten times faster. */
  plain: (string | { variable: VariableName })[] | null
}

/** Throws when the template is wrong: it was checked when it was stored. */
export function fillTemplate({ templates, plain }: CompiledTemplate, values: VariableValues): FilledText {
  const found = new Set<string>()
  if (plain !== null) {
    const parts = plain.map((part) => (typeof part === 'string' ? part : show(part.variable, values, found)))
    return { text: parts.join('').trim(), missing: [...found] }
  }
  const scope: Record<string, Record<string, unknown>> = {}
  for (const name of VARIABLE_NAMES) {
    const [object = '', field = ''] = name.split('.')
    scope[object] = { ...scope[object], [field]: values[name] ?? new OpenSlot(VARIABLES[name].label, found) }
  }
  const text = String(engine.renderSync(templates, scope)).trim()
  return { text, missing: [...found] }
}

function show(name: VariableName, values: VariableValues, found: Set<string>): string {
  const value = values[name]
  return value === null || value === undefined
    ? new OpenSlot(VARIABLES[name].label, found).show()
    : toText(value)
}

/** Text and variables in turn, or null when there is anything that the engine must read. */
function plainParts(body: string): CompiledTemplate['plain'] {
  const parts = body.split(/\{\{\s*(\w+\.\w+)\s*\}\}/)
  const plain = parts.map((part, n) => (n % 2 === 0 ? part : isVariable(part) ? { variable: part } : null))
  if (plain.some((part) => part === null || (typeof part === 'string' && /\{\{|\{%/.test(part)))) return null
  return plain.filter((part) => part !== null)
}

export function compileTemplate(body: string): CompiledTemplate | { errors: TemplateError[] } {
  if (body.length > MAX_LENGTH) return { errors: [{ kind: 'too-complex', near: '', line: 1 }] }
  try {
    const templates = engine.parse(body)
    const unknown = engine.globalFullVariablesSync(templates).filter((name) => !isVariable(name))
    if (unknown.length > 0)
      return {
        errors: unknown.map((name) => ({ kind: 'unknown-variable', near: name, line: lineOf(body, name) })),
      }
    return { templates, plain: plainParts(body) }
  } catch (error) {
    return { errors: [describe(error)] }
  }
}

/** Also fills it with the examples: some mistakes show only then. */
export function checkTemplate(body: string): TemplateError[] {
  const compiled = compileTemplate(body)
  if ('errors' in compiled) return compiled.errors
  try {
    fillTemplate(compiled, exampleValues())
    return []
  } catch (error) {
    return [describe(error)]
  }
}

export function exampleValues(): VariableValues {
  const values = Object.fromEntries(VARIABLE_NAMES.map((name) => [name, VARIABLES[name].example]))
  return { ...(values as VariableValues), 'vehicle.serviceInDays': 9 } // fromEntries forgets the names
}

// The engine tells its mistakes apart by text only; a test holds the texts.
function describe(error: unknown): TemplateError {
  if (!LiquidError.is(error)) throw error
  const [line = 1] = error.token.getPosition()
  const found = (pattern: RegExp): string | undefined => pattern.exec(error.message)?.[1]
  const filter = found(/undefined filter: (\S+?),/)
  if (filter !== undefined) return { kind: 'unknown-filter', near: filter, line }
  const tag = found(/tag "(.+?)" not found/)
  if (tag !== undefined) return { kind: 'unknown-tag', near: tag, line }
  const near = error.token.getText().slice(0, 60)
  if (/not closed/.test(error.message)) return { kind: 'not-closed', near, line }
  if (/limit exceeded/.test(error.message)) return { kind: 'too-complex', near: '', line }
  return { kind: 'syntax', near, line }
}

function lineOf(body: string, name: string): number {
  const at = body.indexOf(name)
  return at < 0 ? 1 : body.slice(0, at).split('\n').length
}
