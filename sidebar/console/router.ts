import { createRouter, createWebHistory, type Router, type RouteRecordRaw } from 'vue-router'
import { admit, firstPage, type ConsolePage } from './area.ts'
import LoginPage from './login/LoginPage.vue'
import MessagePage from './frame/MessagePage.vue'
import { pages } from './pages/index.ts'
import { me, readMe } from './session.ts'

declare module 'vue-router' {
  interface RouteMeta {
    page?: ConsolePage
    /** Drawn without navigation: signing in, and addresses that lead nowhere. */
    isBare?: boolean
  }
}

export function createConsoleRouter(): Router {
  const router = createRouter({
    history: createWebHistory('/console/'),
    routes: [
      { path: '/login', name: 'login', component: LoginPage, meta: { isBare: true } },
      { path: '/', name: 'start', component: MessagePage, props: { kind: 'no-role' } },
      ...pages.map(toRoute),
      { path: '/no-access', name: 'no-access', component: MessagePage, props: { kind: 'not-for-you' } },
      { path: '/:rest(.*)*', component: MessagePage, props: { kind: 'nothing-here' } },
    ],
    scrollBehavior: (to, from, saved) => (to.path === from.path ? false : (saved ?? { top: 0 })),
  })

  router.beforeEach(async (to) => {
    if (to.name === 'login') return true
    if (me.value === null) await readMe()
    const admission = admit(me.value, to.meta.page, to.fullPath)
    if (admission.kind === 'login') return { name: 'login', query: { return: admission.returnTo } }
    if (admission.kind === 'not-for-you') return { name: 'no-access' }
    if (to.name !== 'start') return true
    const first = firstPage(pages, me.value?.roles ?? [])
    return first === null ? true : { name: first.name }
  })
  return router
}

function toRoute(page: ConsolePage): RouteRecordRaw {
  return { path: page.path, name: page.name, component: page.load, meta: { page } }
}
