// Contact ways (联系我) and group join ways, made by the API. Both count towards one quota.

export interface ContactWay {
  configId: string
  /** 1 one member · 2 several. */
  type: 1 | 2
  /** 1 mini-program button · 2 QR code. */
  scene: 1 | 2
  style: number
  remark: string
  skipVerify: boolean
  state: string
  userids: string[]
  departments: number[]
  isTemp: boolean
  expiresInS: number
  chatExpiresInS: number
  unionid: string
  isExclusive: boolean
  markSource: boolean
  conclusions?: Record<string, unknown>
  createdAtMs: number
  deleted: boolean
  /** How many came in by it; the next one goes to the next member. */
  scans: number
}

export interface JoinWay {
  configId: string
  scene: 1 | 2
  remark: string
  autoCreateRoom: 0 | 1
  roomBaseName: string
  roomBaseId: number
  chatIds: string[]
  state: string
  markSource: boolean
  deleted: boolean
}

export interface WayBook {
  contactWays(): readonly ContactWay[]
  contactWay(configId: string): ContactWay | undefined
  joinWays(): readonly JoinWay[]
  joinWay(configId: string): JoinWay | undefined
  /** How many have ever been made, for the next id. */
  made(): number
  /** How many count towards the quota: temporary ones do not. */
  held(): number
  putContactWay(way: ContactWay): void
  putJoinWay(way: JoinWay): void
}

export function createWayBook(): WayBook {
  const contactWays = new Map<string, ContactWay>()
  const joinWays = new Map<string, JoinWay>()
  const live = <T extends { deleted: boolean }>(way: T | undefined): T | undefined =>
    way?.deleted ? undefined : way
  return {
    contactWays: () => [...contactWays.values()].filter((one) => !one.deleted),
    contactWay: (configId) => live(contactWays.get(configId)),
    joinWays: () => [...joinWays.values()].filter((one) => !one.deleted),
    joinWay: (configId) => live(joinWays.get(configId)),
    made: () => contactWays.size + joinWays.size,
    held: () => {
      let count = 0
      for (const one of contactWays.values()) if (!one.deleted && !one.isTemp) count += 1
      for (const one of joinWays.values()) if (!one.deleted) count += 1
      return count
    },
    putContactWay: (way) => void contactWays.set(way.configId, way),
    putJoinWay: (way) => void joinWays.set(way.configId, way),
  }
}
