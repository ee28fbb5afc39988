import type { ScriptKind } from '../../server/features/scripts/contract.ts'
import type { IconName } from './icons.ts'

const icons: Record<ScriptKind, IconName> = {
  text: 'note',
  image: 'image',
  link: 'link',
  miniprogram: 'plug',
  video: 'eye',
  file: 'file',
  album: 'book',
}

export const materialIcon = (kind: ScriptKind): IconName => icons[kind]
