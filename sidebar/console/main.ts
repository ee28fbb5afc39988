import { createApp } from 'vue'
import { whenSignedOut } from '../api/request.ts'
import { guessLanguage, setLanguage } from '../ui/i18n.ts'
import '../ui/tokens.css'
import '../ui/parts.css'
import './kit.ts'
import './styles/base.css'
import './styles/frame.css'
import ConsoleApp from './ConsoleApp.vue'
import { createConsoleRouter } from './router.ts'
import { me } from './session.ts'
import { startTheme } from './theme.ts'

startTheme()
setLanguage(guessLanguage(navigator.userAgent, navigator.language))

const router = createConsoleRouter()
whenSignedOut(() => {
  const here = router.currentRoute.value
  // The first question of all, "who am I", answers 401 too: the router itself then leads to the login.
  if (me.value === null || here.name === 'login') return
  me.value = null
  void router.replace({ name: 'login', query: { return: here.fullPath } })
})

// A tab that was open while a new version came out asks for files that are gone: it loads the new page, once per place.
window.addEventListener('vite:preloadError', (event) => {
  const key = 'liuke-console-reloaded'
  if (sessionStorage.getItem(key) === location.href) return
  sessionStorage.setItem(key, location.href)
  event.preventDefault()
  location.reload()
})

createApp(ConsoleApp).use(router).mount('#app')
