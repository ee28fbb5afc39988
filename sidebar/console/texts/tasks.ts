import { createTexts } from '../../ui/i18n.ts'

export const zh = {
  title: '任务',
  view: '到期',
  'view.overdue': '已过期',
  'view.today': '今天',
  'view.later': '以后',
  'view.any': '全部',
  whose: '谁的任务',
  'whose.mine': '我的',
  'whose.people': '我负责的人',
  'col.task': '任务',
  'col.customer': '客户',
  'col.staff': '负责人',
  'col.due': '到期',
  'col.act': '处理',
  late: '已过 {count} 天',
  finish: '完成',
  finished: '任务已完成',
  none: '这里没有任务。',
} as const

export const en: Record<keyof typeof zh, string> = {
  title: 'Tasks',
  view: 'Due',
  'view.overdue': 'Overdue',
  'view.today': 'Today',
  'view.later': 'Later',
  'view.any': 'All',
  whose: 'Whose',
  'whose.mine': 'Mine',
  'whose.people': 'My people',
  'col.task': 'Task',
  'col.customer': 'Customer',
  'col.staff': 'Who',
  'col.due': 'Due',
  'col.act': 'Handle',
  late: '{count:day|days} late',
  finish: 'Done',
  finished: 'Task is done',
  none: 'No tasks here.',
}

export const tasks = createTexts(zh, en)
