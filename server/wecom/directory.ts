import { z } from 'zod'
import type { Client } from './client.ts'
import { isDetailClosed } from './error-kinds.ts'
import { isWecomError, WecomError } from './error.ts'
import {
  compact,
  id,
  isWhole,
  number,
  numbers,
  optionalNumber,
  optionalText,
  order,
  readObject,
  readRows,
  text,
  texts,
  toPage,
} from './parse.ts'
import type { CallOptions, Department, Rows, WecomDirectory } from './types.ts'

const departmentId = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]).refine(isWhole)

const department = z
  .object({ id: departmentId, name: text, parentid: number, order, department_leader: texts })
  .transform((raw): Department => ({
    id: raw.id,
    name: raw.name,
    parentId: raw.parentid,
    order: raw.order,
    leaders: raw.department_leader,
  }))

const member = z
  .object({
    userid: id,
    name: text,
    department: numbers,
    is_leader_in_dept: numbers,
    direct_leader: texts,
    main_department: optionalNumber,
    status: optionalNumber,
    position: optionalText,
    external_position: optionalText,
    alias: optionalText,
    avatar: optionalText,
    gender: optionalNumber,
    mobile: optionalText,
    telephone: optionalText,
    email: optionalText,
    biz_mail: optionalText,
  })
  .transform((raw) =>
    compact({
      userid: raw.userid,
      name: raw.name,
      departments: raw.department,
      mainDepartment: raw.main_department,
      leads: raw.department.filter((_, index) => raw.is_leader_in_dept[index] === 1),
      directLeaders: raw.direct_leader,
      status: raw.status,
      position: raw.position,
      externalPosition: raw.external_position,
      alias: raw.alias,
      avatar: raw.avatar,
      gender: raw.gender,
      mobile: raw.mobile,
      telephone: raw.telephone,
      email: raw.email,
      bizMail: raw.biz_mail,
    }),
  )

const memberId = z
  .object({ userid: id, department: number })
  .transform((raw) => ({ userid: raw.userid, department: raw.department }))

export function createDirectory(client: Client, hasDirectorySecret: boolean): WecomDirectory {
  const idOf = (row: Record<string, unknown>) => String(row.userid ?? row.id ?? '')

  async function readDepartments(api: string, secret: 'agent' | 'directory', options?: CallOptions) {
    const answer = await client.call({ api, safe: true, secret }, options)
    // The plain list is called department_id in the answer of simplelist.
    return readRows(answer.department ?? answer.department_id, department, { api, idOf })
  }

  async function withDetails(plain: Rows<Department>, options?: CallOptions): Promise<Rows<Department>> {
    const rows: Department[] = []
    for (const row of plain.rows) rows.push((await readDetails(row.id, options)) ?? row)
    return { rows, invalidRows: plain.invalidRows }
  }

  async function readDetails(departmentId: number, options?: CallOptions): Promise<Department | null> {
    const api = 'department/get'
    try {
      const answer = await client.call({ api, query: { id: departmentId }, safe: true }, options)
      return readObject(answer.department, department, api)
    } catch (error) {
      if (isWecomError(error, 'denied', 'gone')) return null
      throw error
    }
  }

  return {
    async listDepartments(options) {
      try {
        return await readDepartments('department/list', 'agent', options)
      } catch (error) {
        if (!isWecomError(error) || !isDetailClosed(error.errcode)) throw error
        return withDetails(await readDepartments('department/simplelist', 'directory', options), options)
      }
    },
    async listMembers(department, options) {
      const api = 'user/list'
      const answer = await client.call({ api, query: { department_id: department }, safe: true }, options)
      return readRows(answer.userlist, member, { api, idOf })
    },
    async getMember(userid, options) {
      const api = 'user/get'
      return readObject(await client.call({ api, query: { userid }, safe: true }, options), member, api)
    },
    async listMemberIds(cursor, options) {
      const api = 'user/list_id'
      if (!hasDirectorySecret) {
        const errmsg = 'only the contact-sync secret opens this; give directorySecret'
        throw new WecomError({ kind: 'denied', api, errcode: 48002, errmsg })
      }
      const body = { ...(cursor ? { cursor } : {}), limit: 10_000 }
      const answer = await client.call({ api, body, safe: true, secret: 'directory' }, options)
      return toPage(readRows(answer.dept_user, memberId, { api, idOf }), answer.next_cursor)
    },
  }
}
