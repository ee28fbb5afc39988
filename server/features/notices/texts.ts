type Language = 'zh-CN' | 'en'

/** A card: a title, a line or two, and a word on its button (four characters at most). */
export interface Card {
  title: string
  description: string
  button: string
}

export interface Notice {
  departed: { name: string; count: number }
  planned: { name: string; count: number }
  'sync-braked': Record<string, never>
  'sync-failed': Record<string, never>
}

const cards: { [K in keyof Notice]: Record<Language, (values: Notice[K]) => Card> } = {
  departed: {
    'zh-CN': ({ name, count }) => ({
      title: '有同事离职，客户等待交接',
      description: `${name} 已离职，名下还有 ${count} 位客户没有人跟进。`,
      button: '去交接',
    }),
    en: ({ name, count }) => ({
      title: 'Somebody has left: customers wait',
      description: `${name} has left, and nobody looks after ${count} customers now.`,
      button: 'Open',
    }),
  },
  planned: {
    'zh-CN': ({ name, count }) => ({
      title: '交接方案等您确认',
      description: `${name} 已离职。按门店的规则，${count} 位客户的交接方案已经备好，确认后才会移交。`,
      button: '去确认',
    }),
    en: ({ name, count }) => ({
      title: 'A hand-over plan waits for you',
      description: `${name} has left. By the rule of the store, ${count} customers are planned; nothing moves before you confirm.`,
      button: 'Open',
    }),
  },
  'sync-braked': {
    'zh-CN': () => ({
      title: '同步停下来等您确认',
      description: '企业微信里一次少了很多数据。留客没有照着删除，请确认后再继续。',
      button: '去看看',
    }),
    en: () => ({
      title: 'The sync waits for you',
      description: 'Much is missing in WeCom at once. Liuke has deleted nothing; please confirm.',
      button: 'Open',
    }),
  },
  'sync-failed': {
    'zh-CN': () => ({
      title: '同步失败',
      description: '留客读不到企业微信的数据，多为权限、可信 IP 或 secret 有变化。',
      button: '去看看',
    }),
    en: () => ({
      title: 'The sync has failed',
      description: 'Liuke cannot read from WeCom: mostly a right, a trusted address or a secret has changed.',
      button: 'Open',
    }),
  },
}

/** The card in the language of its reader. What people wrote may not become markup. */
export function cardOf<K extends keyof Notice>(kind: K, values: Notice[K], language: string): Card {
  const card = cards[kind][language === 'en' ? 'en' : 'zh-CN'](values)
  return { ...card, description: card.description.replace(/[<>&]/g, ' ') }
}
