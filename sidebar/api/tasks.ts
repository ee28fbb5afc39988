import type {
  DueTask,
  DueTasks,
  Task,
  TaskList,
  TaskQuery,
} from '../../server/features/customers/contract.ts'
import { get, post } from './request.ts'

export type { DueTask, DueTasks, Task, TaskList }

export function readTasks(customerId: string, signal?: AbortSignal): Promise<TaskList> {
  return get(`/customers/${encodeURIComponent(customerId)}/tasks`, { signal })
}

export function listDueTasks(
  search: Partial<Pick<TaskQuery, 'due' | 'whose' | 'cursor'>>,
  signal?: AbortSignal,
): Promise<DueTasks> {
  return get('/tasks', { query: search, signal })
}

export function addTask(customerId: string, task: { title: string; dueOn: string }): Promise<{ id: string }> {
  return post(`/customers/${encodeURIComponent(customerId)}/tasks`, task)
}

export const finishTask = (id: string): Promise<object> => post(`/tasks/${encodeURIComponent(id)}/done`)
export const reopenTask = (id: string): Promise<object> => post(`/tasks/${encodeURIComponent(id)}/reopen`)
