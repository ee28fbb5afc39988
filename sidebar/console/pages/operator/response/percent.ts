import { numberFormat } from '../../../../ui/intl.ts'

export function percent(share: number): string {
  return numberFormat({ style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(share)
}
