import { bestSlot, shrunkRate } from '../../domain/analytics/push-time.ts'
import { equal, near, type Section } from './section.ts'

export const pushTimeSection: Section = {
  name: '9 Best push time',
  run() {
    const terms = { parentRate: 0.05, strength: 200 }
    const morning = { hour: 10, isWorkday: true, sends: 50, responses: 6 }
    const evening = { hour: 20, isWorkday: true, sends: 5, responses: 2 }
    const best = bestSlot([evening, morning], { ...terms, isAllowed: () => true })
    return [
      near('rate at 10', shrunkRate(morning, terms), 0.064, 0.00005),
      near('rate at 20', shrunkRate(evening, terms), 0.0585, 0.00005),
      equal('the hour that wins', best?.hour ?? 'none', 10),
    ]
  },
}
