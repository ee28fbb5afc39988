/** Whole fen of an amount as people and their systems write it; null when it is not an amount. */
export function parseFen(text: string, unit: 'yuan' | 'fen' = 'yuan'): number | null {
  const plain = text
    .normalize('NFKC')
    .replace(/[\s,_]/g, '')
    .replace(/^(-?)(?:[¥$]|CNY|RMB|人民币)(-?)/i, '$1$2')
  const match = /^([-+]?)(\d{1,15})(?:\.(\d*))?(万)?(?:元|CNY|RMB)?$/i.exec(plain)
  if (!match) return null
  const [, sign, whole = '', fraction = '', wan] = match
  const scale = (unit === 'yuan' ? 2 : 0) + (wan ? 4 : 0)
  const kept = fraction.slice(0, scale).padEnd(scale, '0')
  // Parts of a fen are somebody's rounding error; refusing them is better than guessing.
  if (/[1-9]/.test(fraction.slice(scale))) return null
  const fen = Number(whole + kept)
  if (!Number.isSafeInteger(fen)) return null
  return sign === '-' && fen !== 0 ? -fen : fen
}

/** '¥48,600' or '¥1,234.50'. */
export function formatFen(fen: number): string {
  const absolute = Math.abs(fen)
  const yuan = String(Math.floor(absolute / 100)).replace(/\B(?=(\d{3})+$)/g, ',')
  const rest = absolute % 100
  return `${fen < 0 ? '-' : ''}¥${yuan}${rest === 0 ? '' : `.${String(rest).padStart(2, '0')}`}`
}
