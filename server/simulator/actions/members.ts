import { z } from 'zod'
import { memberEvent } from '../callbacks/events.ts'
import type { Simulation } from '../simulation.ts'
import { departmentById } from '../world/departments.ts'
import type { Staff } from '../world/staff.ts'
import { refuseTransfer } from './transfers.ts'
import { ActionRefused, action, activeStaff, staffNamed } from './action.ts'

const one = { userid: z.string().min(1).max(64) }

function resign(sim: Simulation, userid: string): Record<string, unknown> {
  const staff = activeStaff(sim, userid)
  sim.world.change({ kind: 'staff', staff: { ...staff, status: 5, leftAtMs: sim.world.clock.now() } })
  const { groups } = sim.world
  for (let index = 0; index < groups.size(); index++) {
    const head = groups.headAt(index)
    if (head.owner === staff.userid && !head.dismissed) {
      sim.world.change({ kind: 'group-patch', chatId: head.chatId, patch: { status: 1 } })
    }
  }
  sim.callbacks.emit(memberEvent.resigned(staff.userid))
  return {}
}

const addSchema = z.object({
  ...one,
  name: z.string().min(1),
  department: z.number().int(),
  position: z.string().default('销售顾问'),
  role: z.enum(['advisor', 'manager', 'operator', 'admin']).default('advisor'),
})

function addMember(sim: Simulation, input: z.output<typeof addSchema>): Record<string, unknown> {
  if (sim.world.staff.find(input.userid)) throw new ActionRefused(`${input.userid} exists already`)
  if (!departmentById(input.department)) throw new ActionRefused(`no department ${input.department}`)
  const staff: Staff = {
    userid: input.userid,
    name: input.name,
    role: input.role,
    departments: [input.department],
    position: input.position,
    leader: input.role === 'manager',
    directLeader: [],
    gender: 1,
    mobile: '13900009999',
    status: 1,
    customerContact: input.role !== 'admin',
    weight: 0,
    realName: true,
    banned: false,
    ticketExpired: false,
    customerLimit: 20_000,
  }
  sim.world.change({ kind: 'staff', staff })
  sim.callbacks.emit(memberEvent.created(staff.userid, staff))
  return {}
}

const editSchema = z.object({
  ...one,
  name: z.string().min(1).optional(),
  position: z.string().optional(),
  department: z.number().int().optional(),
  leader: z.boolean().optional(),
})

function editMember(sim: Simulation, input: z.output<typeof editSchema>): Record<string, unknown> {
  const staff = activeStaff(sim, input.userid)
  const { department, leader, name, position } = input
  if (department !== undefined && !departmentById(department))
    throw new ActionRefused(`no department ${department}`)
  const next: Staff = {
    ...staff,
    name: name ?? staff.name,
    position: position ?? staff.position,
    departments: department === undefined ? staff.departments : [department],
    leader: leader ?? staff.leader,
  }
  sim.world.change({ kind: 'staff', staff: next })
  sim.callbacks.emit(
    memberEvent.updated(staff.userid, {
      ...(name === undefined ? {} : { name }),
      ...(position === undefined ? {} : { position }),
      ...(department === undefined ? {} : { departments: [department] }),
    }),
  )
  return {}
}

/** What stands against taking customers over: no event tells of any of it. */
const switchSchema = z.object({
  ...one,
  customerContact: z.boolean().optional(),
  realName: z.boolean().optional(),
  banned: z.boolean().optional(),
  ticketExpired: z.boolean().optional(),
  customerLimit: z.number().int().min(0).optional(),
})

function switchMember(sim: Simulation, input: z.output<typeof switchSchema>): Record<string, unknown> {
  const staff = staffNamed(sim, input.userid)
  const next: Staff = {
    ...staff,
    customerContact: input.customerContact ?? staff.customerContact,
    realName: input.realName ?? staff.realName,
    banned: input.banned ?? staff.banned,
    ticketExpired: input.ticketExpired ?? staff.ticketExpired,
    customerLimit: input.customerLimit ?? staff.customerLimit,
  }
  sim.world.change({ kind: 'staff', staff: next })
  return {}
}

export const memberActions = [
  action({ name: 'resign-member', input: z.object(one), run: (sim, { userid }) => resign(sim, userid) }),
  action({ name: 'add-member', input: addSchema, run: addMember }),
  action({ name: 'edit-member', input: editSchema, run: editMember }),
  action({ name: 'switch-member', input: switchSchema, run: switchMember }),
  action({
    name: 'refuse-transfer',
    input: z.object({ externalUserid: z.string().min(1), takeover: z.string().optional() }),
    run: (sim, { externalUserid, takeover }) => {
      if (!refuseTransfer(sim, externalUserid, takeover))
        throw new ActionRefused('no hand-over of this person is waiting')
      return {}
    },
  }),
]
