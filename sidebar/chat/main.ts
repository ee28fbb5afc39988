import { createApp } from 'vue'
import '../ui/tokens.css'
import '../ui/parts.css'
import './panel.css'
import { guessLanguage, setLanguage } from '../ui/i18n.ts'
import App from './App.vue'

setLanguage(guessLanguage(navigator.userAgent, navigator.language))
createApp(App).mount('#app')
