import { z } from 'zod'

export const unitList = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      parentId: z.string().nullable(),
      name: z.string(),
      kind: z.enum(['brand', 'region', 'dealer', 'store', 'team']),
      /** Active staff directly in this unit. */
      staffCount: z.number(),
    }),
  ),
})
export type UnitList = z.infer<typeof unitList>

export const staffQuery = z.object({
  q: z.string().max(64).optional(),
  unitId: z.string().max(64).optional(),
  status: z.enum(['active', 'disabled', 'inactive', 'left']).optional(),
  cursor: z.string().max(256).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})
export type StaffQuery = z.infer<typeof staffQuery>

export const assignableRoles = ['manager', 'operator', 'admin'] as const

export const staffRow = z.object({
  id: z.string(),
  userid: z.string(),
  name: z.string(),
  position: z.string(),
  unitName: z.string(),
  status: z.enum(['active', 'disabled', 'inactive', 'left']),
  followsCustomers: z.boolean(),
  followCount: z.number(),
  groupCount: z.number(),
  roles: z.array(
    z.object({
      role: z.enum(assignableRoles),
      unitId: z.string(),
      unitName: z.string(),
      /** wecom and env roles follow their source; only manual ones are edited here. */
      source: z.enum(['wecom', 'manual', 'env']),
    }),
  ),
})
export type StaffRow = z.infer<typeof staffRow>
export const staffList = z.object({ items: z.array(staffRow), nextCursor: z.string().nullable() })
export type StaffList = z.infer<typeof staffList>

export const staffParams = z.object({ id: z.string().min(1).max(64) })
export const roleAssignment = z.strictObject({
  roles: z.array(z.strictObject({ role: z.enum(assignableRoles), unitId: z.string().max(64) })).max(20),
})
export type RoleAssignment = z.infer<typeof roleAssignment>
export const assigned = z.object({ id: z.string() })
