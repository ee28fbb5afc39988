import { ref } from 'vue'

export type Theme = 'system' | 'light' | 'dark'
const THEMES: readonly Theme[] = ['system', 'light', 'dark']
const KEY = 'liuke-console-theme'

export const theme = ref<Theme>('system')

/** A choice of this browser, so it stays in this browser; storage may be switched off, then it lasts for the visit. */
export function startTheme(): void {
  const kept = readKept()
  setTheme(THEMES.find((known) => known === kept) ?? 'system')
}

export function setTheme(next: Theme): void {
  theme.value = next
  if (next === 'system') document.documentElement.removeAttribute('data-theme')
  else document.documentElement.setAttribute('data-theme', next)
  try {
    localStorage.setItem(KEY, next)
  } catch {
    // Nothing to do: the choice lasts until the page is closed.
  }
}

function readKept(): string | null {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null
  }
}
