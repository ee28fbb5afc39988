import type { CallOptions, Page } from './types.ts'

/**
 * A live code (联系我). 500,000 per corp, shared with group join ways; at most 100 members after departments are
 * expanded. WeCom's console does not show those made here: a lost configId is lost.
 */
export type ContactWayInput = {
  /** single: one member; several: members and departments, WeCom picks one. Cannot be changed later. */
  kind: 'single' | 'several'
  remark?: string
  /** Comes back as the state of each relation it brings; at most 30 characters. */
  state?: string
  userids: string[]
  departmentIds?: number[]
  /** Adding works without the member's consent; WeCom's default. */
  skipVerify?: boolean
  /** One customer can be added once only. */
  isExclusive?: boolean
  /** The relation shows the company's name as its source. */
  marksSource?: boolean
}

export type ContactWay = {
  configId: string
  /** 1 single, 2 several. */
  type: number
  /** 1 mini-program, 2 QR code. */
  scene: number
  remark: string
  state: string
  userids: string[]
  departmentIds: number[]
  skipVerify: boolean
  qrCodeUrl?: string
}

export type ContactWayChange = Partial<
  Pick<ContactWayInput, 'remark' | 'state' | 'userids' | 'departmentIds' | 'skipVerify'>
>

export type WecomContactWays = {
  /** Always for a QR code. */
  create(input: ContactWayInput, options?: CallOptions): Promise<{ configId: string; qrCodeUrl?: string }>
  get(configId: string, options?: CallOptions): Promise<ContactWay>
  /** Those of this app, made after 2021-07-10, without temporary ones. */
  list(
    query: { fromAt: number; toAt: number; cursor?: string },
    options?: CallOptions,
  ): Promise<Page<{ configId: string }>>
  /** Each field that is given replaces what was there. */
  update(input: { configId: string } & ContactWayChange, options?: CallOptions): Promise<void>
  delete(configId: string, options?: CallOptions): Promise<void>
}
