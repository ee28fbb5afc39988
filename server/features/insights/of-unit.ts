/** Those of the rows whose customers belong to the unit; who belongs to none with settings belongs to the corp. */
export function ofUnit<T extends { customerId: string }>(
  rows: readonly T[],
  unitOf: ReadonlyMap<string, string>,
  unitId: string,
): readonly T[] {
  if (unitOf.size === 0 && unitId === '') return rows
  return rows.filter((one) => (unitOf.get(one.customerId) ?? '') === unitId)
}
