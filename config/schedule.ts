// The clock table: node-cron expressions in Asia/Shanghai. A tick only enqueues a job keyed by task and slot.

export const schedule = [
  { task: 'sync.reconcile-active', cron: '*/15 * * * *' },
  { task: 'sync.poll-staff', cron: '*/5 * * * *' },
  { task: 'sync.reconcile-all', cron: '10 2 * * *' },
  { task: 'insights.daily', cron: '30 0 * * *' },
  { task: 'insights.recalibrate', cron: '0 1 1 * *' },
  { task: 'actions.close-windows', cron: '20 0 * * *' },
  { task: 'standing.daily', cron: '40 0 * * *' },
  { task: 'combos.mine', cron: '0 3 * * 1' },
  { task: 'response.train', cron: '20 3 * * *' },
  { task: 'predictions.daily', cron: '40 0 * * *' },
  { task: 'predictions.fit', cron: '30 1 1 * *' },
  { task: 'identity.propose', cron: '30 2 * * *' },
  { task: 'actions.daily', cron: '45 0 * * *' },
  { task: 'tag-rules.daily', cron: '15 1 * * *' },
  // WeCom has counted the day before by then.
  { task: 'groups.counts', cron: '35 6 * * *' },
  { task: 'contact-ways.shift', cron: '*/5 * * * *' },
  { task: 'posts.see-announced', cron: '2-59/15 * * * *' },
  { task: 'posts.read-own-mass', cron: '24 * * * *' },
  { task: 'sops.hourly', cron: '8 * * * *' },
  { task: 'takeover.sweep', cron: '5-55/10 * * * *' },
  { task: 'work.resume', cron: '50 * * * *' },
  { task: 'sessions.sweep', cron: '20 * * * *' },
  { task: 'intake.sweep', cron: '15 3 * * *' },
  { task: 'database.optimize', cron: '*/30 * * * *' },
] as const

export type ScheduledTask = (typeof schedule)[number]['task']
