import { killAtAllPoints, signIn, type Outcome } from '../kill-effects.ts'
import { finding, withLab, type Scenario } from '../scenario.ts'

/** A tag, a remark and a welcome at each of the three points. */
const POINTS = 3

export const w1: Scenario = {
  row: 'W1',
  title: 'SIGKILL before, in and after the calls that write tags, remarks and welcomes',
  target: '0 doubled, 0 forgotten; every write is done, or unknown to be looked at by a person',
  run: (options) =>
    withLab(
      options,
      { company: { contacts: 60 }, isKilled: true, isSynced: true, isCalledBack: true },
      async (lab) => {
        const company = { simulator: lab.simulator, home: new URL(lab.callbackUrl).origin }
        const admin = await signIn(company, 'hanyue', 'console')
        await admin.send('PUT', '/api/v1/welcome', { text: '您好' })
        admin.close()
        const externalUserids = lab.customersOf('lina')
        const running = { start: () => lab.start(), kill: () => lab.kill() }
        const all: Outcome[] = []
        const acted = { tag: 0, remark: 0, welcome: 0 }
        for (let round = 0; round < options.kills; round += 1) {
          const from = (round * POINTS) % (externalUserids.length - POINTS)
          const customers = externalUserids.slice(from, from + POINTS)
          const killed = await killAtAllPoints({ company, running, externalUserids: customers, round })
          all.push(...killed.outcomes)
          acted.tag += killed.acted.tag
          acted.remark += killed.acted.remark
          acted.welcome += killed.acted.welcome
          if ((round + 1) % 10 === 0) options.say(`${round + 1} kills`)
        }
        return judge(all, acted, options.kills)
      },
    ),
}

function judge(all: Outcome[], acted: { tag: number; remark: number; welcome: number }, kills: number) {
  const wanted = kills * POINTS
  const there = all.filter((one) => one.tag.isInWecom && one.remark.isInWecom).length
  const ended = all.filter((one) => one.tag.state === 'done' && one.remark.state === 'done').length
  const honest = all.filter(({ welcome: { state } }) => state === 'done' || state === 'unknown').length
  const twice = all.filter((one) => one.welcome.messages > 1).length
  return [
    finding(
      `${kills} kills: ${there} of ${wanted} tags and remarks are in WeCom, ${ended} are done`,
      there === wanted && ended === wanted,
    ),
    finding(
      `${acted.tag} tags and ${acted.remark} remarks written for ${wanted} each`,
      acted.tag === wanted && acted.remark === wanted,
    ),
    finding(
      `${twice} welcomes sent twice; ${honest} of ${wanted} are done or unknown`,
      twice === 0 && honest === wanted,
    ),
  ]
}
