import { stepPost, testPost, type Post } from '../../../../api/posts.ts'
import { asProblem } from '../../../../api/problem.ts'
import { serverNow } from '../../../../ui/clock.ts'
import { formatNumber, formatTime } from '../../../../ui/format.ts'
import { confirm } from '../../../confirm.ts'
import { ElMessage } from '../../../kit.ts'
import { posts } from '../../../texts/posts.ts'
import { tellDone, tellFailed, useAction } from '../../../use-action.ts'
import type { DraftWork } from './use-draft.ts'

const REASONS = ['count-first', 'nobody-to-reach', 'changed-meanwhile', 'not-in-that-state'] as const

/** What can be done with a draft as a whole: keep it, try it on oneself, send it on its way, drop it. */
export function useSubmit(
  post: () => Post,
  work: DraftWork,
  then: { changed(post: Post): void; dropped(): void; reload(): void },
) {
  const { isBusy, run } = useAction()

  async function save(): Promise<void> {
    if ((await work.flush()) !== null) tellDone(posts('saved.at', { time: formatTime(serverNow()) }))
  }

  async function test(): Promise<void> {
    if (await run(async () => (await work.flush()) && testPost(post().id))) tellDone(posts('tested'))
  }

  async function submit(): Promise<void> {
    if ((await work.flush()) === null) return
    const { id, kind, plan, approvalFrom } = post()
    const { counts } = plan
    if (plan.state !== 'ready' || !counts)
      return void ElMessage({ type: 'warning', message: posts('submit.count-first') })
    const needsApproval = counts.people >= approvalFrom
    const yes = await confirm({
      title: needsApproval ? posts('submit.titleApproval') : posts('submit.title', { staff: counts.staff }),
      text: posts(kind === 'groups' || kind === 'announcement' ? 'submit.textGroups' : 'submit.text', {
        staff: counts.staff,
        count: formatNumber(counts.planned),
        people: formatNumber(counts.people),
      }),
      action: posts(needsApproval ? 'submit.approval' : 'submit'),
    })
    if (!yes) return
    try {
      const next = await stepPost(id, 'submit')
      tellDone(posts(next.state === 'waiting' ? 'submitted.waiting' : 'submitted.scheduled'))
      then.changed(next)
    } catch (error) {
      refuse(error)
    }
  }

  function refuse(error: unknown): void {
    const problem = asProblem(error)
    const reason = REASONS.find((one) => one === problem.tell['reason'])
    if (reason)
      ElMessage({ type: 'warning', message: posts(`submit.${reason}`), duration: 8000, showClose: true })
    else if (problem.kind === 'invalid-input') then.reload()
    else tellFailed(error)
  }

  async function drop(): Promise<void> {
    const yes = await confirm({
      title: posts('discard.title', { title: work.draft.value.title || posts('untitled') }),
      text: posts('discard.text'),
      action: posts('discard'),
      isDanger: true,
    })
    if (!yes) return
    if (await run(async () => void (await stepPost(post().id, 'cancel')))) then.dropped()
  }

  return { isBusy, save, test, submit, drop }
}
