import { ref, shallowRef, watch, type Ref } from 'vue'
import { api, type Task } from '../api.ts'
import { failed, LOADING, READY, type Load } from './load.ts'

export interface TasksState {
  tasks: Ref<Task[]>
  waiting: Ref<number>
  load: Ref<Load>
  refresh: () => Promise<void>
}

/** What the company asked this member to send or publish. */
export function useTasks(userid: Ref<string | null>): TasksState {
  const tasks = shallowRef<Task[]>([])
  const waiting = ref(0)
  const load = ref<Load>(LOADING)

  async function refresh(): Promise<void> {
    const asked = userid.value
    if (!asked) return
    try {
      const answer = await api.tasks(asked)
      if (userid.value !== asked) return
      tasks.value = answer.items
      waiting.value = answer.waiting
      load.value = READY
    } catch (error) {
      load.value = failed(error)
    }
  }

  watch(userid, () => {
    tasks.value = []
    waiting.value = 0
    load.value = LOADING
    void refresh()
  })
  return { tasks, waiting, load, refresh }
}
