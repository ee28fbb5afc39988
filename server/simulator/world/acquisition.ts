// Acquisition links (获客助手), who clicked and who came by them, and the quota that newcomers use up.

export interface AcquisitionLink {
  linkId: string
  name: string
  url: string
  createTime: number
  skipVerify: boolean
  markSource: boolean
  userids: string[]
  departments: number[]
  priorityType?: number
  priorityUserids: string[]
  deleted: boolean
}

export interface AcquisitionClick {
  linkId: string
  atMs: number
  /** Who came in by it; a click alone adds nobody. */
  came?: { userid: string; externalUserid: string; state: string }
}

export interface AcquisitionBook {
  links(): readonly AcquisitionLink[]
  find(linkId: string): AcquisitionLink | undefined
  made(): number
  clicks(linkId: string): readonly AcquisitionClick[]
  /** Newcomers of all links: each takes one of the quota. */
  used(): number
  put(link: AcquisitionLink): void
  click(click: AcquisitionClick): void
}

export function createAcquisitionBook(): AcquisitionBook {
  const links = new Map<string, AcquisitionLink>()
  const clicks = new Map<string, AcquisitionClick[]>()
  let used = 0
  return {
    links: () => [...links.values()].filter((one) => !one.deleted),
    find: (linkId) => {
      const link = links.get(linkId)
      return link?.deleted ? undefined : link
    },
    made: () => links.size,
    clicks: (linkId) => clicks.get(linkId) ?? [],
    used: () => used,
    put: (link) => void links.set(link.linkId, link),
    click: (click) => {
      clicks.set(click.linkId, [...(clicks.get(click.linkId) ?? []), click])
      if (click.came) used += 1
    },
  }
}
