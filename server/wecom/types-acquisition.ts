import type { CallOptions, Page } from './types.ts'

/** An acquisition link (获客助手). At most 500 people in its range; not callable with the customer-contact secret. */
export type AcquisitionLinkInput = {
  name: string
  userids?: string[]
  departmentIds?: number[]
  skipVerify?: boolean
  marksSource?: boolean
  /** Asked first, before the rest of the range. */
  firstUserids?: string[]
}

/** Append `?customer_channel=…` to the address: it comes back as the state of the relation. */
export type AcquisitionLink = { linkId: string; name: string; url: string; createdAt: number }

/** `chatStatus` 0 has not talked yet, 1 has. */
export type AcquiredCustomer = { externalUserid: string; userid: string; chatStatus: number; state?: string }

export type WecomAcquisition = {
  create(input: AcquisitionLinkInput, options?: CallOptions): Promise<AcquisitionLink>
  get(
    linkId: string,
    options?: CallOptions,
  ): Promise<AcquisitionLink & { userids: string[]; departmentIds: number[] }>
  list(cursor?: string, options?: CallOptions): Promise<Page<{ linkId: string }>>
  update(input: { linkId: string } & AcquisitionLinkInput, options?: CallOptions): Promise<void>
  delete(linkId: string, options?: CallOptions): Promise<void>
  listCustomers(
    input: { linkId: string; cursor?: string },
    options?: CallOptions,
  ): Promise<Page<AcquiredCustomer>>
  /** Up to 30 days, from at most 180 days ago. */
  count(
    input: { linkId: string; fromAt: number; toAt: number },
    options?: CallOptions,
  ): Promise<{ clicked: number; added: number }>
  /** Customers that may still be acquired. */
  quota(options?: CallOptions): Promise<{ total: number; balance: number }>
}
