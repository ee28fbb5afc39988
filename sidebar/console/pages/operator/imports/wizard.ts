import type { ImportRun, OrderField, OrderMapping } from '../../../../api/imports.ts'

export const STEPS = ['upload', 'mapping', 'check', 'run', 'result'] as const
export type Step = (typeof STEPS)[number]

/** The page only shows what the server has: leaving and coming back lands on the same step. */
export function stepOf(run: Pick<ImportRun, 'state' | 'isDryRun'> | null): Step {
  if (run === null) return 'upload'
  if (run.state === 'uploaded') return 'mapping'
  if (run.isDryRun || run.state === 'checking') return 'check'
  if (run.state === 'running') return 'run'
  return 'result'
}

export function isMoving(run: Pick<ImportRun, 'state'> | null): boolean {
  return run?.state === 'checking' || run?.state === 'running'
}

export const REQUIRED: readonly OrderField[] = ['orderNo', 'orderedAt', 'paid']
/** In the order in which people look for them. */
export const FIELDS: readonly OrderField[] = [
  'orderNo',
  'orderedAt',
  'paid',
  'kind',
  'refunded',
  'status',
  'storeName',
  'title',
  'phone',
  'name',
  'plate',
  'vehicleModel',
  'memberNo',
  'odometerKm',
  'unionid',
  'externalUserid',
]

export type MappingProblem =
  | { kind: 'required'; field: OrderField }
  | { kind: 'twice'; field: OrderField; column: string }
  | { kind: 'kind' }

/** The same rules as the server's, so that one sees them before pressing. */
export function mappingProblems(mapping: OrderMapping): MappingProblem[] {
  const problems: MappingProblem[] = REQUIRED.filter((field) => !mapping.columns[field]).map((field) => ({
    kind: 'required',
    field,
  }))
  if (!mapping.columns.kind && !mapping.kind) problems.push({ kind: 'kind' })
  const firstUse = new Map<string, OrderField>()
  for (const field of FIELDS) {
    const column = mapping.columns[field]
    if (!column) continue
    if (firstUse.has(column)) problems.push({ kind: 'twice', field, column })
    else firstUse.set(column, field)
  }
  return problems
}

/** A copy with one field changed; '' leaves the field out. */
export function withColumn(mapping: OrderMapping, field: OrderField, column: string): OrderMapping {
  const { [field]: _before, ...rest } = mapping.columns
  const columns = column === '' ? rest : { ...rest, [field]: column }
  if (field !== 'kind') return { ...mapping, columns }
  const { kind: _kind, ...others } = mapping
  return column === '' ? { ...others, columns, kind: mapping.kind ?? 'service' } : { ...others, columns }
}

/** How a dry run ended: every row, some rows, or none can be imported. */
export function verdictOf(run: Pick<ImportRun, 'totalRows' | 'doneRows' | 'badRows'>): {
  kind: 'good' | 'some' | 'none'
  good: number
} {
  const total = Math.max(run.totalRows, run.doneRows)
  const good = Math.max(0, total - run.badRows)
  if (good === 0) return { kind: 'none', good }
  return { kind: run.badRows === 0 ? 'good' : 'some', good }
}
