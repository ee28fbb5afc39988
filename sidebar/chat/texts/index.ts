import { createTexts } from '../../ui/i18n.ts'
import { en } from './en.ts'
import { groupCatalogues } from './group.ts'
import { statesCatalogues } from './states.ts'
import { takeoverCatalogues } from './takeover.ts'
import { zh } from './zh-CN.ts'

export const chatCatalogues = {
  zh: { ...zh, ...statesCatalogues.zh, ...groupCatalogues.zh, ...takeoverCatalogues.zh },
  en: { ...en, ...statesCatalogues.en, ...groupCatalogues.en, ...takeoverCatalogues.en },
}
export const t = createTexts(chatCatalogues.zh, chatCatalogues.en)

const DAYS_OF_YEAR = 365

/** 730 → 近 2 年; a window that is no whole number of years is named in days. */
export function windowText(days: number): string {
  return days % DAYS_OF_YEAR === 0
    ? t('window.years', { count: days / DAYS_OF_YEAR })
    : t('window.days', { count: days })
}

/** +3, −1, 0: with a real minus sign. */
export function signed(count: number): string {
  if (count === 0) return '0'
  return count > 0 ? `+${count}` : `−${-count}`
}

/** join_scene of WeCom's group details: 1 invited by a member, 2 by link, 3 by QR code. */
export function joinSceneText(scene: number): string {
  switch (scene) {
    case 1:
      return t('join.direct')
    case 2:
      return t('join.link')
    case 3:
      return t('join.code')
    default:
      return t('join.other')
  }
}
