import { changeSilently } from '../silent-changes.ts'
import { finding, withLab, type Scenario } from '../scenario.ts'

export const s3: Scenario = {
  row: 'S3',
  title: 'WeCom is busy (−1) for a fifth of the calls',
  target: 'equal; calls ≤ 1.3 × minimum',
  run: (options) => {
    const contacts = options.isFull ? 20_000 : 100
    return withLab(
      options,
      { company: { contacts, staff: options.isFull ? 40 : 8 }, isSynced: true },
      async (lab) => {
        const { calls, faults } = lab.simulator
        calls.reset()
        changeSilently(lab, { remark: '先量' })
        await lab.sync()
        const least = calls.counts().total
        calls.reset()
        faults.set({ seed: options.seed, rules: [{ path: '*', busyRate: 0.2 }] })
        changeSilently(lab, { remark: '再忙' })
        const run = await lab.sync()
        const made = calls.counts().total
        const factor = made / least
        return [
          finding(
            `run ${run.state}, ${made} calls for ${least}: ${factor.toFixed(3)} ×`,
            run.state === 'done' && (factor <= 1.3 || !options.isFull),
          ),
          await lab.equality(),
        ]
      },
    )
  },
}
