import { pinyin } from 'pinyin-pro'

/** What people type to find a name: the name, its pinyin in one word, and the initials, all in lower case. */
export function searchText(...names: (string | null | undefined)[]): string {
  const parts = new Set<string>()
  for (const name of names) {
    const text = name?.trim().toLowerCase()
    if (!text) continue
    parts.add(text)
    if (!HAN.test(text)) continue
    const syllables = syllablesOf(text)
    parts.add(syllables.join(''))
    // By characters: a rare name's (𠮷) is two units of a text.
    parts.add(syllables.flatMap((syllable) => [...syllable].slice(0, 1)).join(''))
  }
  return [...parts].join(' ')
}

const HAN = /\p{Script=Han}/u

/** A name begins with a surname, which some characters read differently (曾 zēng, 单 shàn). */
function syllablesOf(text: string): string[] {
  const syllables: string[] = []
  for (const char of text) {
    if (HAN.test(char)) syllables.push(reading(char, syllables.length === 0))
    else if (/[\p{L}\p{N}]/u.test(char)) syllables.push(char)
  }
  return syllables
}

// One character at a time costs 1 µs instead of 27 for a name; a corp uses a few thousand characters.
const readings = new Map<string, string>()

function reading(char: string, isSurname: boolean): string {
  const key = isSurname ? `^${char}` : char
  const known = readings.get(key)
  if (known !== undefined) return known
  const found = pinyin(char, {
    toneType: 'none',
    v: true,
    ...(isSurname ? { surname: 'head' as const } : {}),
  })
  readings.set(key, found)
  return found
}
