import { changeSilently } from '../silent-changes.ts'
import { finding, withLab, type Scenario } from '../scenario.ts'
import { until } from '../until.ts'

const BATCH = 'externalcontact/batch/get_by_user'
const GROUP = 'externalcontact/groupchat/get'

export const s6: Scenario = {
  row: 'S6',
  title: 'tokens revoked under eight workers',
  target: '≤ 1 gettoken per revocation, no failed page',
  run: (options) => {
    const { isFull, seed } = options
    const company = isFull ? { contacts: 20_000, staff: 100 } : { contacts: 60, groups: 40 }
    // Groups are read eight at a time however small the company is.
    const path = isFull ? BATCH : GROUP
    return withLab(options, { company, isSynced: true }, async (lab) => {
      const { calls, tokens, corp } = lab.simulator
      const agentId = corp.apps[0]?.agentId
      changeSilently(lab, { remark: '换钥匙' })
      lab.simulator.faults.set({ seed, rules: [{ path, latencyMs: 40 }] })
      calls.reset()
      const { id } = await lab.commands().sync({ kind: 'full' })
      const wanted = isFull ? 10 : 2
      let revoked = 0
      for (; revoked < wanted; revoked++) {
        const seen = calls.of(path)
        const step = isFull ? 12 : 9
        await until(() => calls.of(path) >= seen + step, { patienceMs: 30_000, what: () => 'more pages' })
        tokens.revoke(agentId)
      }
      const run = await lab.runEnded(id)
      const got = calls.of('gettoken')
      const failures = await lab.count(`SELECT COUNT(*) AS "n" FROM "SyncFailure"`)
      const refused = calls.counts().byPath[path]?.answers['40014'] ?? 0
      return [
        finding(
          `${revoked} revocations, ${refused} pages refused for it, ${got} gettoken`,
          got <= revoked && refused > 0,
        ),
        finding(`run ${run.state}, ${failures} failed pages`, run.state === 'done' && failures === 0),
        await lab.equality(),
      ]
    })
  },
}
