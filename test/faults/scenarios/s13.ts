import { finding, withLab, type Scenario } from '../scenario.ts'
import { spoilAnswers } from '../spoil-answers.ts'

export const s13: Scenario = {
  row: 'S13',
  title: 'unknown fields and values, nulls, emoji, 64-bit numbers',
  target: '0 crashes, nobody ended; equal again when the answers are',
  run: (options) => {
    const rounds = options.isFull ? 25 : 2
    return withLab(options, { company: { contacts: 120 }, isStarted: false }, async (lab) => {
      const spoiler = await spoilAnswers(lab.simulator.origin, options.seed)
      try {
        await lab.start({ settings: { WECOM_API_BASE: spoiler.origin } })
        await lab.sync()
        const states: Record<string, number> = {}
        for (let round = 0; round < rounds; round++) {
          spoiler.setShare([0.01, 0.1, 0.5][round % 3] ?? 0.1)
          const { state, errorText } = await lab.sync()
          const end = state === 'failed' ? `failed (${errorText ?? ''})` : state
          states[end] = (states[end] ?? 0) + 1
        }
        const ended = await lab.count('SELECT COUNT(*) AS "n" FROM "Follow" WHERE "endedAt" IS NOT NULL')
        spoiler.setShare(0)
        const last = await lab.sync()
        const told = Object.entries(states).map(([end, n]) => `${n} ${end}`)
        const isCalm = Object.keys(states).every((end) => end === 'done' || end === 'partial')
        return [
          finding(
            `${rounds} runs, ${spoiler.spoilt()} values spoilt: ${told.join(', ')}; ${ended} ended`,
            isCalm && ended === 0,
          ),
          finding(`then ${last.state}`, last.state === 'done'),
          await lab.equality(),
        ]
      } finally {
        await spoiler.close()
      }
    })
  },
}
