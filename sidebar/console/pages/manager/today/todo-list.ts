import type { RouteLocationRaw } from 'vue-router'
import type { Today } from '../../../../api/today.ts'
import type { IconName } from '../../../../ui/icons.ts'
import { daysFromToday, formatMoment, formatShortDay } from '../../../../ui/format.ts'
import { today as text } from '../../../texts/today.ts'

export interface Todo {
  key: string
  icon: IconName
  tone: 'danger' | 'warn' | 'plain'
  title: string
  note: string
  when: string
  action: { text: string; to: RouteLocationRaw } | null
}

const LATE_DAYS = 7
const URGENCY: readonly Todo['tone'][] = ['danger', 'warn', 'plain']

/** What asks for somebody, most pressing first. Each line opens into its rows; differences are the administrator's. */
export function todoList(data: Today, { isAdmin }: { isAdmin: boolean }): Todo[] {
  const todos: Todo[] = [
    ...syncTodo(data.sync),
    ...data.departures.flatMap(departureTodos),
    ...count(ownerlessElsewhere(data), (n) => ({
      key: 'ownerless',
      icon: 'group',
      tone: 'warn',
      title: text('todo.ownerless', { count: n }),
      note: text('todo.ownerlessNote'),
      when: '',
      action: { text: text('todo.ownerlessOpen'), to: { name: 'groups', query: { state: 'ownerless' } } },
    })),
    ...count(data.effects.failed, (n) => ({
      key: 'effects',
      icon: 'fail',
      tone: 'danger',
      title: text('todo.effects', { count: n }),
      note: text('todo.effectsNote'),
      when: '',
      action: { text: text('todo.effectsOpen'), to: { name: 'effects', query: { state: 'failed' } } },
    })),
    ...count(isAdmin ? data.sync.driftOpen : 0, (n) => ({
      key: 'drift',
      icon: 'refresh',
      tone: 'plain',
      title: text('todo.drift', { count: n }),
      note: text('todo.driftNote'),
      when: '',
      action: { text: text('todo.driftOpen'), to: { name: 'sync', query: { drift: 'open' } } },
    })),
    ...count(data.sops.overdue, (n) => ({
      key: 'sops-late',
      icon: 'task',
      tone: 'warn',
      title: text('todo.sopsLate', { count: n }),
      note: text('todo.sopsNote'),
      when: '',
      action: { text: text('todo.sopsOpen'), to: { name: 'sop-steps', query: { state: 'overdue' } } },
    })),
    ...count(data.sops.dueToday, (n) => ({
      key: 'sops',
      icon: 'task',
      tone: 'plain',
      title: text('todo.sops', { count: n }),
      note: text('todo.sopsNote'),
      when: '',
      action: { text: text('todo.sopsOpen'), to: { name: 'sop-steps', query: { state: 'today' } } },
    })),
    ...count(data.sops.held, (n) => ({
      key: 'sops-held',
      icon: 'wait',
      tone: 'plain',
      title: text('todo.sopsHeld', { count: n }),
      note: text('todo.sopsHeldNote'),
      when: '',
      action: { text: text('todo.sopsOpen'), to: { name: 'sop-steps', query: { state: 'held-now' } } },
    })),
    ...count(data.posts.waiting, (n) => ({
      key: 'posts-waiting',
      icon: 'shield',
      tone: 'warn',
      title: text('todo.posts.waiting', { count: n }),
      note: text('todo.posts.waitingNote'),
      when: '',
      action: { text: text('todo.posts.open'), to: { name: 'posts', query: { state: 'waiting' } } },
    })),
    ...count(data.posts.unconfirmed, (n) => ({
      key: 'posts-unconfirmed',
      icon: 'send',
      tone: 'plain',
      title: text('todo.posts.unconfirmed', { count: n }),
      note: text('todo.posts.unconfirmedNote'),
      when: '',
      action: { text: text('todo.posts.open'), to: { name: 'posts', query: { state: 'running' } } },
    })),
    ...count(data.tasks.overdue, (n) => ({
      key: 'tasks',
      icon: 'task',
      tone: 'plain',
      title: text('todo.tasks', { count: n }),
      note: '',
      when: '',
      action: { text: text('todo.tasksOpen'), to: { name: 'tasks', query: { due: 'overdue' } } },
    })),
  ]
  return todos.sort((a, b) => URGENCY.indexOf(a.tone) - URGENCY.indexOf(b.tone))
}

/** Those of the departures above have a line of their own. */
function ownerlessElsewhere({ groups, departures }: Today): number {
  return groups.ownerless - departures.reduce((sum, person) => sum + person.groupCount, 0)
}

function count(n: number, make: (n: number) => Todo): Todo[] {
  return n > 0 ? [make(n)] : []
}

function syncTodo(sync: Today['sync']): Todo[] {
  if (sync.state === 'equal' || sync.state === 'running') return []
  const known = sync.lastErrorKind === 'no-permission' || sync.lastErrorKind === 'nothing-visible'
  const kind = known ? sync.lastErrorKind : sync.state
  return [
    {
      key: 'sync',
      icon: 'alert',
      tone: 'danger',
      title: text(`todo.sync.${kind as 'never' | 'behind' | 'no-permission' | 'nothing-visible'}`),
      note: '',
      when: sync.syncedAt ? text('todo.sync.since', { time: formatMoment(sync.syncedAt) }) : '',
      action: { text: text('todo.sync.open'), to: { name: 'sync' } },
    },
  ]
}

function departureTodos(person: Today['departures'][number]): Todo[] {
  const days = person.leftAt === null ? null : Math.abs(daysFromToday(person.leftAt))
  const isLate = days !== null && days > LATE_DAYS
  const who = { name: person.name, unit: person.unitName }
  const shared = {
    icon: 'swap' as const,
    tone: isLate ? ('danger' as const) : ('warn' as const),
    note:
      person.leftAt === null
        ? text('todo.departureWhoUndated', who)
        : text('todo.departureWho', { ...who, day: formatShortDay(person.leftAt) }),
    when: waitText(days),
  }
  return [
    ...count(person.customerCount, (n) => ({
      ...shared,
      key: `customers-${person.staffId}`,
      title: text('todo.departure', { count: n }),
      action: {
        text: text('todo.departureOpen'),
        to: { name: 'customers', query: { staff: person.staffId, state: 'awaiting' } },
      },
    })),
    ...count(person.groupCount, (n) => ({
      ...shared,
      key: `groups-${person.staffId}`,
      title: text('todo.departureGroups', { count: n }),
      action: {
        text: text('todo.departureGroupsOpen'),
        to: { name: 'groups', query: { owner: person.staffId } },
      },
    })),
  ]
}

/** Nothing on the day itself: the note says "left today" already. */
function waitText(days: number | null): string {
  if (days === null || days === 0) return ''
  return days > LATE_DAYS ? text('todo.departureLate', { days }) : text('todo.departureDays', { days })
}
