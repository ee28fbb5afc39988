import { parseArgs } from 'node:util'
import { servedCorp } from '../corps.ts'
import type { Deps } from '../deps.ts'
import type { RunState, SyncRunView } from './contract.ts'
import { readRun } from './read-runs.ts'
import { startSyncRun } from './start-run.ts'

const LOOK_MS = 250
const BAR = 24
const STEP_NAMES = {
  directory: '通讯录',
  tags: '标签',
  contacts: '客户',
  groups: '客户群',
  moments: '朋友圈',
} as const
const STATE_NAMES: Record<RunState, string> = {
  queued: '排队中',
  running: '进行中',
  done: '完成',
  partial: '部分完成',
  failed: '失败',
  cancelled: '已取消',
}

export interface CliOutput {
  isTTY?: boolean
  write(text: string): unknown
}

/**
 * `npm run sync [-- --reconcile] [--confirm] [--corp ID]`: starts a run, or joins the one under way, and shows it to
 * its end. Answers the exit code: 0 done, 3 with gaps, 1 failed or cancelled (2 is wrong use).
 */
export async function runSyncCli(
  deps: Deps,
  args: readonly string[],
  out: CliOutput = process.stdout,
): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { reconcile: { type: 'boolean' }, confirm: { type: 'boolean' }, corp: { type: 'string' } },
  })
  const { corpId } = await servedCorp(deps.corps, values.corp)
  const { id } = await startSyncRun(deps, {
    corpId,
    kind: values.reconcile ? 'reconcile' : 'full',
    trigger: 'cli',
    startedBy: null,
    confirm: values.confirm ?? false,
  })
  deps.jobs.nudge()
  const run = await followRun(deps, { corpId, runId: id }, out)
  if (run.state === 'done') return 0
  return run.state === 'partial' ? 3 : 1
}

/** Draws the progress until the run has ended. */
export async function followRun(
  deps: Deps,
  { corpId, runId }: { corpId: string; runId: string },
  out: CliOutput = process.stdout,
): Promise<SyncRunView> {
  let drawn = 0
  for (;;) {
    const run = await readRun(deps, corpId, runId)
    const hasEnded = run.state !== 'queued' && run.state !== 'running'
    if (out.isTTY || hasEnded) {
      if (drawn > 0) out.write(`\u001b[${drawn}A`)
      const lines = linesOf(run)
      out.write(lines.map((line) => `${out.isTTY ? '\u001b[2K' : ''}${line}\n`).join(''))
      drawn = out.isTTY ? lines.length : 0
    }
    if (hasEnded) return run
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
}

function linesOf(run: SyncRunView): string[] {
  const lines = run.steps.map((step) => {
    const total = step.totalCount ?? (step.state === 'done' ? step.doneCount : null)
    const share = step.state === 'done' ? 1 : total ? Math.min(1, step.doneCount / total) : 0
    const bar = '█'.repeat(Math.round(share * BAR)).padEnd(BAR, '░')
    const counts = `${step.doneCount}${total === null ? '' : `/${total}`}`
    const note = step.state === 'failed' ? `失败：${step.errorText ?? ''}` : changesOf(step)
    return `${STEP_NAMES[step.step].padEnd(4, '　')} ${bar} ${counts} ${note}`.trimEnd()
  })
  const why = run.errorText === null ? '' : `：${run.errorText}`
  const braked = run.brakedCount > 0 ? `，${run.brakedCount} 条疑似批量流失待确认（--confirm 放行）` : ''
  return [...lines, `同步${STATE_NAMES[run.state]}${why}，接口调用 ${run.callCount} 次${braked}`]
}

function changesOf(step: SyncRunView['steps'][number]): string {
  const parts = [
    step.created > 0 ? `新增 ${step.created}` : '',
    step.changed > 0 ? `变更 ${step.changed}` : '',
    step.ended > 0 ? `结束 ${step.ended}` : '',
    step.failed > 0 ? `失败 ${step.failed}` : '',
  ]
  return parts.filter(Boolean).join('，')
}
