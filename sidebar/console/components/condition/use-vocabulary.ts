import { computed, type ComputedRef } from 'vue'
import {
  CHOICE_FIELDS,
  CONTACT_KINDS,
  FIELD_OF_STEP,
  NO_VALUE,
  ORDER_KINDS,
  RELATIONS,
  type ChoiceField,
  type Condition,
} from '../../../../server/domain/audience/condition.ts'
import { describe, kindWord, valueWord, type NameOf } from '../../../../server/domain/audience/describe.ts'
import { PROFILE_CHOICES, type ProfileChoice } from '../../../../server/domain/audience/profile.ts'
import type { Foresight } from '../../../../server/domain/foresight.ts'
import { WORDS } from '../../../../server/domain/audience/words.ts'
import type { ChurnBand } from '../../../../server/domain/analytics/churn.ts'
import { STAGES } from '../../../../server/domain/action-facts.ts'
import { TIER_CODES } from '../../../../server/domain/tiers.ts'
import { readVocabulary, type Vocabulary } from '../../../api/audiences.ts'
import { language } from '../../../ui/i18n.ts'
import { useLoad } from '../../../ui/use-load.ts'
import { wayText } from '../../texts/customers.ts'

export interface Choice {
  value: string
  label: string
  note: string
}

/** What the fields of a condition are compared with, and how conditions read. */
export interface Words {
  isLoading: ComputedRef<boolean>
  choicesOf(field: ChoiceField): Choice[]
  kinds: ComputedRef<Choice[]>
  /** Forecasts that the company has switched off. */
  off: ComputedRef<readonly Foresight[]>
  say(condition: Condition): string
  nameOf: NameOf
}

export function useVocabulary(): Words {
  const { state } = useLoad(() => 'audience-vocabulary', readVocabulary)
  const known = computed(() => (state.value.face === 'content' ? state.value.data : null))
  const names = computed(
    () => new Map(listed(known.value).map((one) => [`${one.field} ${one.value}`, one.label])),
  )
  const words = computed(() => WORDS[language.value])

  const nameOf: NameOf = (field, value) =>
    field === 'addWay' ? wayText(Number(value)) : names.value.get(`${field} ${value}`)

  function choicesOf(field: ChoiceField): Choice[] {
    const values = fixedValues(field) ?? listOf(known.value, field)
    const named = values.map((one) =>
      typeof one === 'string' ? { value: one, note: '' } : { value: one.value, note: one.note },
    )
    if (field !== 'relation') named.push({ value: NO_VALUE, note: '' })
    return named.map(({ value, note }) => ({
      value,
      note: field === 'tag' || field === 'unit' ? '' : note,
      label: valueWord(field, value, { words: words.value, nameOf }),
    }))
  }

  const kinds = computed(() => {
    const own: readonly string[] = [...ORDER_KINDS, ...CONTACT_KINDS]
    const all = [...own, ...(known.value?.eventKinds ?? []).filter((kind) => !own.includes(kind))]
    return all.map((value) => ({ value, label: kindWord(value, language.value), note: '' }))
  })

  return {
    isLoading: computed(() => state.value.face === 'loading'),
    choicesOf,
    kinds,
    off: computed(() => known.value?.off ?? []),
    say: (condition) => describe(condition, { tongue: language.value, nameOf }),
    nameOf,
  }
}

const BANDS: readonly ChurnBand[] = ['high', 'medium', 'low']

function fixedValues(field: ChoiceField): readonly string[] | null {
  if (field === 'relation') return RELATIONS
  if (field === 'gender') return ['1', '2']
  if (field === 'stage') return STAGES
  if (field === 'grade') return ['A', 'B', 'C']
  if (field === 'churnBand') return BANDS
  if (field === 'birthdayMonth') return Array.from({ length: 12 }, (_, n) => String(n + 1))
  return field === 'tier' ? TIER_CODES.map(String) : null
}

const POST_FIELDS: readonly ChoiceField[] = Object.values(FIELD_OF_STEP)

/** The posts stand once in the answer, and serve all steps. */
function listOf(known: Vocabulary | null, field: ChoiceField): Choice[] {
  if (POST_FIELDS.includes(field)) return known?.post ?? []
  if (isProfileField(field)) return known?.profile.filter((one) => one.field === field) ?? []
  return known?.[field as keyof Vocabulary & ChoiceField] ?? []
}

function listed(known: Vocabulary | null): (Choice & { field: string })[] {
  if (known === null) return []
  return CHOICE_FIELDS.flatMap((field) => listOf(known, field).map((one) => ({ ...one, field })))
}

/** Told by other systems and colleagues, and shown in the portrait. */
export function isProfileField(field: string): field is ProfileChoice {
  return PROFILE_CHOICES.some((one) => one === field)
}
