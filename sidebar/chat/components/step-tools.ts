import type { SkipReason, OpenStep } from '../../api/sops.ts'
import linkCover from '../../ui/link-cover.png'
import { useChat } from '../chat.ts'
import { useOutreach } from '../pages/customer/use-outreach.ts'
import { createSender, type Sender } from '../send.ts'
import { createSharer, type Sharer } from '../share/sharer.ts'
import { useStepWork, type StepViewer, type StepWork } from './step-work.ts'

/** Of whom the steps are; one of the two is empty. `receiver` is how the client names them. */
export interface StepsOf {
  customerId: string
  chatId: string
  receiver: string
}

export interface StepTools {
  sender: Sender
  sharer: Sharer
  work: StepWork
  skip(step: OpenStep, reason: SkipReason): Promise<void>
}

/** What can be done with a step: send it, hand it to a window of the client, mark it, leave it out. */
export function useStepTools(of: () => StepsOf, viewer: StepViewer): StepTools {
  const { host } = useChat()
  const cover = new URL(linkCover, location.href).href
  const sender = createSender({
    host,
    cover,
    to: () => (of().chatId ? { chatId: of().chatId } : { customerId: of().customerId }),
    // The step is what counts: it is told once, when all of it is out.
    record: () => {},
  })
  const work = useStepWork(sender, viewer)

  async function skip(step: OpenStep, reason: SkipReason): Promise<void> {
    // 客户说不要联系 is more than a reason: it holds for the whole company, and its own toast takes it back.
    if ((await work.skip(step, reason)) && reason === 'customer-asked')
      await useOutreach(
        () => of().customerId,
        () => viewer.changed(step.taskId),
      ).setConsent(true)
  }

  return { sender, sharer: createSharer({ host, cover }), work, skip }
}
