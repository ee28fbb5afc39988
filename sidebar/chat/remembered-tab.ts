import { onBeforeUnmount, ref, watch, type Ref } from 'vue'

/** The open tab lives in the address behind the #, so a reload keeps it and the signature of the page stays good. */
export function useTab<T extends string>(names: readonly T[], first: T): Ref<T> {
  const known = (text: string | null): T | undefined => names.find((name) => name === text)
  const fromHash = (): T | undefined => known(location.hash.slice(1))
  const storage = `liuke-tab-${first}`
  const tab = ref(fromHash() ?? known(localStorage.getItem(storage)) ?? first) as Ref<T>

  watch(tab, (name) => {
    history.replaceState(history.state, '', `#${name}`)
    localStorage.setItem(storage, name)
  })
  const follow = (): void => {
    tab.value = fromHash() ?? tab.value
  }
  window.addEventListener('hashchange', follow)
  onBeforeUnmount(() => window.removeEventListener('hashchange', follow))
  return tab
}
