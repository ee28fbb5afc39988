import type { HandoverRow } from '../../../../api/handover.ts'
import { formatDue, formatMoment } from '../../../../ui/format.ts'
import { handover as t } from '../../../texts/handover.ts'
import { reasonText, remedyText } from '../../../texts/handover-reasons.ts'

/** One line: why it is so, and what to do about it. */
export function explainRow(row: HandoverRow): string {
  if (row.heldBy !== null) return t('why.held', { name: row.heldBy })
  if (row.reason !== null) {
    const code = row.errorCode === null ? '' : t('why.code', { code: row.errorCode })
    const remedy = row.remedy === null || row.remedy === 'none' ? '' : remedyText(row.remedy)
    return [reasonText(row.reason), remedy, code].filter(Boolean).join('，')
  }
  if (row.isStuck) return t('why.stuck')
  switch (row.state) {
    case 'waiting':
    case 'accepted':
      return row.dueAt === null ? t('why.accepted') : t('why.due', { time: formatDue(row.dueAt) })
    case 'done':
      return row.settledAt === null ? '' : t('why.done', { time: formatMoment(row.settledAt) })
    case 'queued':
      return t('why.queued')
    case 'unknown':
      return t('why.unknown')
    case 'cancelled':
      return t('why.cancelled')
    default:
      return row.because === null ? '' : t(`because.${row.because}`)
  }
}
