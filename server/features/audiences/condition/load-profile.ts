import { ageOf, genderOf, interestsOf, PROFILE_CHOICES } from '../../../domain/audience/profile.ts'
import { localDateOf } from '../../../domain/time.ts'
import { rowTime } from '../../../platform/db/row-values.ts'
import { add, addNumber, read, type Load } from './load-facts.ts'
import { isAmong, joined } from './sql-parts.ts'

interface ShownRow {
  customerId: string
  field: string
  value: string
  at: string
}

const FIELDS = [...PROFILE_CHOICES, 'birthday', 'age', 'gender']

/** What the portrait shows of each; what nobody said of somebody satisfies no comparison. */
export async function loadProfile(load: Load): Promise<void> {
  const rows = await read<ShownRow>(load, {
    columns: 'b."customerId", b."field", b."value", b."at"',
    from: '"ProfileValue" b',
    own: 'b',
    id: 'b."customerId"',
    and: joined([{ sql: 'b."isCurrent" = ?', params: [true] }, isAmong('b."field"', FIELDS)], 'AND'),
  })
  const of = new Map<string, Map<string, ShownRow>>()
  for (const row of rows) {
    const own = of.get(row.customerId) ?? new Map<string, ShownRow>()
    of.set(row.customerId, own.set(row.field, row))
  }
  for (const [customerId, shown] of of) {
    const facts = load.of.get(customerId)
    if (!facts) continue
    for (const field of PROFILE_CHOICES) {
      const value = shown.get(field)?.value
      if (value === undefined) continue
      for (const one of field === 'interests' ? interestsOf(value) : [value]) add(facts, field, one)
    }
    const gender = genderOf(shown.get('gender')?.value ?? '')
    if (gender !== null) facts.choices['gender'] = [gender]
    const birthday = shown.get('birthday')?.value
    const month = Number(/^(?:.{4}-)?(\d\d)-..$/.exec(birthday ?? '')?.[1])
    if (month >= 1 && month <= 12) add(facts, 'birthdayMonth', String(month))
    const told = shown.get('age')
    const age = told && { value: told.value, on: localDateOf(rowTime(told.at).getTime()) }
    const years = ageOf({ birthday, age }, load.frame.today)
    if (years !== null) addNumber(facts, 'ageYears', years)
  }
}
