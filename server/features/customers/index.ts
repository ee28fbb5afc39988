import { z } from 'zod'
import { jsonRoute, type Feature } from '../feature.ts'
import { addNote } from './add-note.ts'
import {
  created,
  customerDetail,
  customerList,
  customerParams,
  customerQuery,
  dueTasks,
  facts,
  newNote,
  newTask,
  revealed,
  revealRequest,
  taskList,
  taskQuery,
  team,
} from './contract.ts'
import { listCustomers } from './list-customers.ts'
import { listDueTasks } from './list-tasks.ts'
import { readCustomer } from './read-customer.ts'
import { readFacts } from './read-facts.ts'
import { readTeam } from './read-team.ts'
import { revealPhone } from './reveal-phone.ts'
import { addTask, listTasks, settleTask } from './tasks.ts'

const shared = { roles: ['advisor'] as const, apps: ['chat', 'console'] as const }
const one = { ...shared, params: customerParams }

export const customers: Feature = {
  name: 'customers',
  routes: [
    jsonRoute({
      ...shared,
      method: 'GET',
      path: '/api/v1/customers',
      summary: 'Customers one may see, newest first',
      query: customerQuery,
      output: customerList,
      handle: ({ deps, scope, query }) => listCustomers(deps, scope, query),
    }),
    jsonRoute({
      ...one,
      method: 'GET',
      path: '/api/v1/customers/:id',
      summary: 'The portrait of one customer',
      output: customerDetail,
      handle: ({ deps, scope, params }) => readCustomer(deps, scope, params.id),
    }),
    jsonRoute({
      ...one,
      method: 'GET',
      path: '/api/v1/customers/:id/facts',
      summary: 'Fields of the portrait with source and date',
      output: facts,
      handle: ({ deps, scope, params }) => readFacts(deps, scope, params.id),
    }),
    jsonRoute({
      ...one,
      method: 'GET',
      path: '/api/v1/customers/:id/team',
      summary: 'Colleagues who serve this customer and groups in common',
      output: team,
      handle: ({ deps, scope, params }) => readTeam(deps, scope, params.id),
    }),
    jsonRoute({
      ...one,
      method: 'POST',
      path: '/api/v1/customers/:id/phone-reveal',
      summary: 'Show a phone number once; audited and limited',
      body: revealRequest,
      output: revealed,
      handle: ({ deps, scope, params, body }) => revealPhone(deps, scope, { customerId: params.id, ...body }),
    }),
    jsonRoute({
      ...one,
      method: 'POST',
      path: '/api/v1/customers/:id/notes',
      summary: 'Write a note',
      body: newNote,
      output: created,
      status: 201,
      handle: ({ deps, scope, params, body }) => addNote(deps, scope, { customerId: params.id, ...body }),
    }),
    jsonRoute({
      ...one,
      method: 'GET',
      path: '/api/v1/customers/:id/tasks',
      summary: 'Tasks of one customer',
      output: taskList,
      handle: ({ deps, scope, params }) => listTasks(deps, scope, params.id),
    }),
    jsonRoute({
      ...one,
      method: 'POST',
      path: '/api/v1/customers/:id/tasks',
      summary: 'Set a task',
      body: newTask,
      output: created,
      status: 201,
      handle: ({ deps, scope, params, body }) => addTask(deps, scope, { customerId: params.id, ...body }),
    }),
    jsonRoute({
      ...shared,
      method: 'GET',
      path: '/api/v1/tasks',
      summary: 'Open tasks across customers, the longest due first',
      query: taskQuery,
      output: dueTasks,
      handle: ({ deps, scope, query }) => listDueTasks(deps, scope, query),
    }),
    jsonRoute({
      ...one,
      method: 'POST',
      path: '/api/v1/tasks/:id/done',
      summary: 'Mark a task as done',
      body: z.strictObject({}),
      output: created,
      handle: ({ deps, scope, params }) => settleTask(deps, scope, { id: params.id, isDone: true }),
    }),
    jsonRoute({
      ...one,
      method: 'POST',
      path: '/api/v1/tasks/:id/reopen',
      summary: 'Open a task again',
      body: z.strictObject({}),
      output: created,
      handle: ({ deps, scope, params }) => settleTask(deps, scope, { id: params.id, isDone: false }),
    }),
  ],
}
