import { ACTION_RULES, type ActionRule } from '../../../../../server/domain/actions.ts'
import { STARTING_TERMS } from '../../../../../server/domain/action-value.ts'
import type { OutreachSetting } from '../../../../api/results.ts'

export interface OutreachDraft {
  contact: OutreachSetting['contact']
  levels: { name: string; visits: number }[]
  rules: { rule: ActionRule; isOn: boolean; yuan: number }[]
}

export function draftOf(setting: OutreachSetting): OutreachDraft {
  return {
    contact: { ...setting.contact },
    levels: setting.levels.map((level) => ({ ...level })),
    rules: ACTION_RULES.map((rule) => {
      const own = setting.rules[rule]
      const valueFen = own?.valueFen ?? STARTING_TERMS[rule].valueFen
      return { rule, isOn: own?.isOn ?? true, yuan: valueFen / 100 }
    }),
  }
}

/** Only what differs from the starting values is kept, so that better starting values reach everybody else. */
export function settingOf({ contact, levels, rules }: OutreachDraft): OutreachSetting {
  const changed = rules.flatMap(({ rule, isOn, yuan }) => {
    const valueFen = Math.round(yuan * 100)
    const isStarting = valueFen === STARTING_TERMS[rule].valueFen
    return isOn && isStarting ? [] : [[rule, { isOn, valueFen: isStarting ? null : valueFen }] as const]
  })
  return { contact, levels, rules: Object.fromEntries(changed) }
}

export function isGood({ contact, levels, rules }: OutreachDraft): boolean {
  const { perDay, perWeek, perMonth, fromHour, toHour } = contact
  const visits = levels.map((level) => level.visits)
  return (
    perDay >= 1 &&
    perDay <= perWeek &&
    perWeek <= perMonth &&
    fromHour < toHour &&
    levels.every((level) => level.name.trim() !== '' && level.visits >= 1) &&
    new Set(visits).size === visits.length &&
    rules.every(({ yuan }) => Number.isFinite(yuan) && yuan >= 0 && yuan <= 100_000)
  )
}
