import { createApp } from 'vue'
import Desk from './Desk.vue'
import './styles/tokens.css'
import './styles/base.css'
import './styles/floating.css'
import './styles/desk.css'
import './styles/chats.css'
import './styles/talk.css'
import './styles/sidebar.css'

createApp(Desk).mount('#desk')
