import type { ConsolePage } from '../../area.ts'

/** What keeps the company equal to WeCom, and how it was connected. */
export const adminPages: readonly ConsolePage[] = [
  {
    name: 'sync',
    path: '/sync',
    roles: ['manager', 'operator', 'admin'],
    section: 'company',
    icon: 'refresh',
    usesUnit: false,
    load: () => import('./sync/SyncPage.vue'),
  },
  {
    name: 'effects',
    path: '/effects',
    roles: ['manager', 'operator', 'admin'],
    section: 'company',
    icon: 'send',
    usesUnit: false,
    load: () => import('./effects/EffectsPage.vue'),
  },
  {
    name: 'intake',
    path: '/intake',
    roles: ['admin'],
    section: 'company',
    icon: 'plug',
    usesUnit: false,
    load: () => import('./intake/IntakePage.vue'),
  },
  {
    name: 'measures',
    path: '/measures',
    roles: ['manager', 'admin'],
    section: 'company',
    icon: 'sliders',
    usesUnit: false,
    load: () => import('./measures/MeasuresPage.vue'),
  },
  {
    name: 'setup',
    path: '/setup',
    roles: ['admin'],
    section: 'company',
    icon: 'gear',
    usesUnit: false,
    load: () => import('./setup/SetupPage.vue'),
  },
]
