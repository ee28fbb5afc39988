import { z } from 'zod'
import { inRange, visibleDepartments } from '../corp.ts'
import { WecomFailure } from '../errors.ts'
import type { Simulation } from '../simulation.ts'
import { DEPARTMENTS, departmentById, subtree, type Department } from '../world/departments.ts'
import type { Staff } from '../world/staff.ts'
import { limitOr, pageOf, queryText, read, staffInRange, type Call, type Endpoint } from './endpoint.ts'

/** Reading details with the contact-sync secret from a new address is closed since 2022. */
function checkDetails(call: Call): void {
  if (call.app.kind === 'directory' && call.sim.corp.syncDetailsClosed) throw new WecomFailure(48009)
}

function seenDepartments(call: Call): (id: number) => boolean {
  const visible = call.app.kind === 'directory' ? 'all' : visibleDepartments(call.sim.corp)
  return (id) => visible === 'all' || visible.has(id)
}

function chosenDepartments(call: Call): Department[] {
  const asked = call.query.get('id')
  const seen = seenDepartments(call)
  if (asked === null || asked === '') return DEPARTMENTS.filter((one) => seen(one.id))
  const id = Number(asked)
  if (!departmentById(id)) throw new WecomFailure(60123)
  if (!seen(id)) throw new WecomFailure(60011)
  return subtree(id).filter((one) => seen(one.id))
}

function departmentShape(sim: Simulation, one: Department): Record<string, unknown> {
  const leaders = sim.world.staff
    .all()
    .filter((staff) => staff.leader && staff.status !== 5 && staff.departments[0] === one.id)
  return {
    id: one.id,
    name: one.name,
    department_leader: leaders.map((staff) => staff.userid),
    parentid: one.parentId,
    order: one.order,
  }
}

/** What a self-built app has seen since 2022-06: no mobile, e-mail, avatar, gender or address. */
function memberShape(call: Call, staff: Staff): Record<string, unknown> {
  const seen = seenDepartments(call)
  const departments = staff.departments.filter(seen)
  return {
    userid: staff.userid,
    name: staff.name,
    department: departments,
    order: departments.map(() => 0),
    position: staff.position,
    is_leader_in_dept: departments.map(() => (staff.leader ? 1 : 0)),
    direct_leader: staff.directLeader,
    main_department: staff.departments[0] ?? 1,
    status: staff.status,
    telephone: '',
    alias: '',
    extattr: { attrs: [{ type: 0, name: '门店编号', text: { value: `LY-${staff.departments[0] ?? 1}` } }] },
    external_position: staff.position,
    external_profile: {
      external_corp_name: '澜岳汽车',
      external_attr: [
        { type: 1, name: '车型介绍', web: { url: 'https://example.com/lanyue', title: '澜岳汽车' } },
      ],
    },
  }
}

function membersOf(call: Call): Staff[] {
  const id = Number(queryText(call, 'department_id', 40035))
  if (!departmentById(id)) throw new WecomFailure(60003)
  if (!seenDepartments(call)(id)) throw new WecomFailure(60011)
  const { corp, world } = call.sim
  const all = call.app.kind === 'directory'
  return world.staff
    .all()
    .filter((staff) => staff.departments.includes(id) && staff.status !== 5 && (all || inRange(corp, staff)))
}

const listIdSchema = z.looseObject({ cursor: z.string().optional(), limit: z.number().optional() })

function listIds(call: Call): Record<string, unknown> {
  const { cursor, limit } = read(listIdSchema, call.body)
  const rows = call.sim.world.staff
    .all()
    .filter((staff) => staff.status !== 5)
    .flatMap((staff) => staff.departments.map((department) => ({ userid: staff.userid, department })))
  const page = pageOf(rows, {
    cursor,
    limit: limitOr(limit, { most: 10_000, default: 10_000 }),
    scope: 'ids',
  })
  return { next_cursor: page.next, dept_user: page.rows }
}

export const directoryEndpoints: readonly Endpoint[] = [
  {
    path: 'department/list',
    method: 'GET',
    right: 'directory',
    answer: (call) => {
      checkDetails(call)
      const shape = (one: Department): Record<string, unknown> => {
        const { id, name, ...rest } = departmentShape(call.sim, one)
        return { id, name, name_en: '', ...rest }
      }
      return { department: chosenDepartments(call).map(shape) }
    },
  },
  {
    path: 'department/simplelist',
    method: 'GET',
    right: 'directory',
    answer: (call) => ({
      department_id: chosenDepartments(call).map((one) => ({
        id: one.id,
        parentid: one.parentId,
        order: one.order,
      })),
    }),
  },
  {
    path: 'department/get',
    method: 'GET',
    right: 'directory',
    answer: (call) => {
      const one = departmentById(Number(queryText(call, 'id', 40035)))
      if (!one) throw new WecomFailure(60123)
      if (!seenDepartments(call)(one.id)) throw new WecomFailure(60011)
      return { department: departmentShape(call.sim, one) }
    },
  },
  {
    path: 'user/get',
    method: 'GET',
    right: 'directory',
    answer: (call) => {
      checkDetails(call)
      const userid = queryText(call, 'userid', 41009)
      const staff = call.sim.world.staff.find(userid)
      if (!staff || staff.status === 5) throw new WecomFailure(60111)
      return memberShape(call, call.app.kind === 'directory' ? staff : staffInRange(call.sim, userid))
    },
  },
  {
    path: 'user/simplelist',
    method: 'GET',
    right: 'directory',
    answer: (call) => {
      checkDetails(call)
      const seen = seenDepartments(call)
      return {
        userlist: membersOf(call).map((one) => ({
          userid: one.userid,
          name: one.name,
          department: one.departments.filter(seen),
          open_userid: '',
        })),
      }
    },
  },
  {
    path: 'user/list',
    method: 'GET',
    right: 'directory',
    answer: (call) => {
      checkDetails(call)
      return { userlist: membersOf(call).map((one) => memberShape(call, one)) }
    },
  },
  { path: 'user/list_id', method: 'POST', right: 'sync', answer: listIds },
]
