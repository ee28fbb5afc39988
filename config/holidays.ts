import type { HolidayTable } from '../server/domain/post/times.ts'

/**
 * China's public holidays as the State Council's office announces them each November for the year after. A year that is
 * not here is not guessed: pages say that it is not known yet. Add the next one when it is announced.
 */
export const holidays: HolidayTable = {
  '2025': {
    off: [
      { name: 'new-year', from: '2025-01-01', to: '2025-01-01' },
      { name: 'spring', from: '2025-01-28', to: '2025-02-04' },
      { name: 'qingming', from: '2025-04-04', to: '2025-04-06' },
      { name: 'labour', from: '2025-05-01', to: '2025-05-05' },
      { name: 'dragon-boat', from: '2025-05-31', to: '2025-06-02' },
      { name: 'national', from: '2025-10-01', to: '2025-10-08' },
    ],
    worked: ['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'],
  },
  '2026': {
    off: [
      { name: 'new-year', from: '2026-01-01', to: '2026-01-03' },
      { name: 'spring', from: '2026-02-15', to: '2026-02-23' },
      { name: 'qingming', from: '2026-04-04', to: '2026-04-06' },
      { name: 'labour', from: '2026-05-01', to: '2026-05-05' },
      { name: 'dragon-boat', from: '2026-06-19', to: '2026-06-21' },
      { name: 'mid-autumn', from: '2026-09-25', to: '2026-09-27' },
      { name: 'national', from: '2026-10-01', to: '2026-10-07' },
    ],
    worked: ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
  },
}
