import type { CallOptions } from './types.ts'

/**
 * A code that lets people into customer groups: at most five groups, filled in turn. With `newGroupName` WeCom founds
 * another group when all of them are full.
 */
export type JoinWayInput = {
  chatIds: string[]
  remark?: string
  /** Comes back as the state of each member it brings; at most 30 characters. */
  state?: string
  /** At most 40 characters; WeCom appends a number, counted from `newGroupNumber`. */
  newGroupName?: string
  newGroupNumber?: number
  marksSource?: boolean
}

export type JoinWay = {
  configId: string
  scene: number
  remark: string
  state: string
  chatIds: string[]
  foundsGroups: boolean
  newGroupName: string
  newGroupNumber: number
  qrCodeUrl?: string
}

export type WecomJoinWays = {
  /** The picture of the code is read with `get`. */
  create(input: JoinWayInput, options?: CallOptions): Promise<{ configId: string }>
  get(configId: string, options?: CallOptions): Promise<JoinWay>
  /** Replaces everything. */
  update(input: { configId: string } & JoinWayInput, options?: CallOptions): Promise<void>
  delete(configId: string, options?: CallOptions): Promise<void>
}
