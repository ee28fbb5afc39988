/** Those of the rows whose customers belong to the unit. */
export function ofUnit<T extends { customerId: string }>(
  rows: readonly T[],
  unitOf: ReadonlyMap<string, string>,
  unitId: string,
): readonly T[] {
  if (unitOf.size === 0 && unitId === '') return rows
  return rows.filter((one) => isOfUnit(one.customerId, unitOf, unitId))
}

/** Who belongs to no unit with settings belongs to the corp. */
export function isOfUnit(customerId: string, unitOf: ReadonlyMap<string, string>, unitId: string): boolean {
  return (unitOf.get(customerId) ?? '') === unitId
}
