// What this browser remembers of the desk itself. Nothing about people: only looks and widths.
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import { language, type Language } from '../i18n.ts'

export type Theme = 'system' | 'light' | 'dark'
export const DOCK_MIN = 280
export const DOCK_MAX = 420

const KEY = 'liuke-desk'

interface Stored {
  theme: Theme
  language: Language
  dockWidth: number
  dockOpen: boolean
}

export interface Preferences {
  theme: Ref<Theme>
  isDark: ComputedRef<boolean>
  dockWidth: Ref<number>
  dockOpen: Ref<boolean>
}

export function clampDock(width: number): number {
  return Math.min(DOCK_MAX, Math.max(DOCK_MIN, Math.round(width)))
}

export function usePreferences(): Preferences {
  const stored = read()
  const theme = ref(stored.theme)
  const dockWidth = ref(stored.dockWidth)
  const dockOpen = ref(stored.dockOpen)
  language.value = stored.language

  const system = window.matchMedia('(prefers-color-scheme: dark)')
  const systemIsDark = ref(system.matches)
  system.addEventListener('change', (event) => (systemIsDark.value = event.matches))
  const isDark = computed(() => (theme.value === 'system' ? systemIsDark.value : theme.value === 'dark'))

  watch(
    [theme, language, dockWidth, dockOpen],
    () => {
      const root = document.documentElement
      root.lang = language.value === 'zh' ? 'zh-CN' : 'en'
      if (theme.value === 'system') delete root.dataset['theme']
      else root.dataset['theme'] = theme.value
      write({
        theme: theme.value,
        language: language.value,
        dockWidth: dockWidth.value,
        dockOpen: dockOpen.value,
      })
    },
    { immediate: true },
  )
  return { theme, isDark, dockWidth, dockOpen }
}

function read(): Stored {
  const fallback: Stored = { theme: 'system', language: 'zh', dockWidth: 360, dockOpen: true }
  try {
    const value = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Stored>
    return {
      theme: value.theme === 'light' || value.theme === 'dark' ? value.theme : fallback.theme,
      language: value.language === 'en' ? 'en' : fallback.language,
      dockWidth: typeof value.dockWidth === 'number' ? clampDock(value.dockWidth) : fallback.dockWidth,
      dockOpen: value.dockOpen !== false,
    }
  } catch {
    return fallback
  }
}

function write(value: Stored): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(value))
  } catch {
    // Storage may be switched off; the desk then starts with its defaults.
  }
}
