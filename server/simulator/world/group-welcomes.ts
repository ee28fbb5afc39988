// 入群欢迎语素材: templates that group owners pick in the client.

export interface GroupWelcome {
  templateId: string
  agentId: number
  text: string
  /** The one thing beside the text, as it was given, under its kind. */
  kind?: string
  body?: Record<string, unknown>
  deleted: boolean
}

export interface GroupWelcomeBook {
  live(): readonly GroupWelcome[]
  find(templateId: string): GroupWelcome | undefined
  made(): number
  put(template: GroupWelcome): void
}

export function createGroupWelcomeBook(): GroupWelcomeBook {
  const templates = new Map<string, GroupWelcome>()
  return {
    live: () => [...templates.values()].filter((one) => !one.deleted),
    find: (templateId) => {
      const template = templates.get(templateId)
      return template?.deleted ? undefined : template
    },
    made: () => templates.size,
    put: (template) => void templates.set(template.templateId, template),
  }
}
