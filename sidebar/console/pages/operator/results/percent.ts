/** 0.1234 → '12.3'; whole from ten per cent on, where a tenth is noise. */
export function percent(share: number): string {
  const value = share * 100
  return value >= 10 || value === 0 ? String(Math.round(value)) : value.toFixed(1)
}

/** A small number as people write it. */
export function smallNumber(value: number): string {
  return value < 0.001 ? '<0.001' : value.toFixed(3)
}
