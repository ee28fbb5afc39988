import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CustomerPanel } from '../../../sidebar/api/panel.ts'
import { useEdits } from '../../../sidebar/chat/pages/customer/edits.ts'
import { closeToast, currentToast, undoToast } from '../../../sidebar/chat/toasts.ts'
import { forgetLoads, useLoad } from '../../../sidebar/ui/use-load.ts'
import { customerPanel } from '../support/fixtures.ts'
import { inScope } from '../support/in-scope.ts'
import { problem, startService, until, type Service } from '../support/service.ts'

const sixSeats = { tagId: 't9', name: '六座 SUV', groupName: '车型意向' }
const [trade, serviced] = customerPanel().tags
let service: Service

async function open() {
  const load = inScope(() =>
    useLoad<CustomerPanel>(
      () => 'contact:wm1',
      () => Promise.resolve(customerPanel()),
    ),
  )
  await until(() => load.state.value.face === 'content')
  const shown = () => (load.state.value.face === 'content' ? load.state.value.data : customerPanel())
  return {
    edits: useEdits(load),
    names: () => shown().tags.map((tag) => tag.name),
    remark: () => shown().follow?.remark,
  }
}

beforeEach(async () => {
  service = await startService()
})
afterEach(() => {
  forgetLoads()
  closeToast()
})

describe('changing tags', () => {
  it('shows them before the service has answered, and sends only what changed', async () => {
    let release = (): void => {}
    const wait = new Promise<void>((resume) => (release = resume))
    const tags = [trade, sixSeats]
    service.on('PUT /contacts/wm1/tags', () => ({ json: { effectId: 'e', sendsAt: null, tags }, wait }))
    const { edits, names } = await open()
    const saving = edits.saveTags(trade ? [trade, sixSeats] : [])
    expect(names()).toEqual(['置换', '六座 SUV'])
    release()
    await saving
    expect(service.asked[0]?.body).toEqual({ add: ['t9'], remove: ['t2'] })
    expect(currentToast.value).toMatchObject({ tone: 'ok', text: '标签已更新：+六座 SUV −首保已做' })
  })

  it('puts the old ones back with the reason when the service says no', async () => {
    service.on('PUT /contacts/wm1/tags', () => problem('wecom-denied', 502))
    const { edits, names } = await open()
    await edits.saveTags([sixSeats])
    expect(names()).toEqual(['置换', '首保已做'])
    expect(currentToast.value).toMatchObject({ tone: 'danger', code: 'R-1' })
    expect(currentToast.value?.text).toContain('缺少权限')
    expect(currentToast.value?.undo).toBeUndefined()
  })

  it('are taken back by undo, at the service too', async () => {
    service.on('PUT /contacts/wm1/tags', ({ body }: { body: { add: string[] } }) => ({
      json: { effectId: 'e', sendsAt: null, tags: body.add.includes('t9') ? [sixSeats] : [trade, serviced] },
    }))
    const { edits, names } = await open()
    await edits.saveTags([sixSeats])
    expect(names()).toEqual(['六座 SUV'])
    expect(undoToast()).toBe(true)
    await until(() => service.asked.length === 2)
    expect(service.asked[1]?.body).toEqual({ add: ['t1', 't2'], remove: ['t9'] })
    await until(() => expect(names()).toEqual(['置换', '首保已做']))
    expect(undoToast()).toBe(false)
  })

  it('asks nothing when nothing changed', async () => {
    const { edits } = await open()
    await edits.saveTags(customerPanel().tags)
    expect(service.asked).toEqual([])
  })
})

describe('changing the remark', () => {
  it('keeps what the service made of it', async () => {
    service.on('PUT /contacts/wm1/remark', {
      effectId: 'e',
      sendsAt: null,
      remark: '林姐 S7',
      description: '',
    })
    const { edits, remark } = await open()
    expect(await edits.saveRemark('林姐 S7 ')).toBe(true)
    expect(remark()).toBe('林姐 S7')
  })

  it('is taken back by undo, at the service too', async () => {
    service.on('PUT /contacts/wm1/remark', ({ body }: { body: { remark: string } }) => ({
      json: { effectId: 'e', sendsAt: null, remark: body.remark, description: '' },
    }))
    const { edits, remark } = await open()
    await edits.saveRemark('新备注')
    expect(remark()).toBe('新备注')
    expect(undoToast()).toBe(true)
    await until(() => service.asked.length === 2)
    expect(service.asked[1]?.body).toEqual({ remark: '林姐' })
    await until(() => expect(remark()).toBe('林姐'))
  })

  it('goes back to the old one when it is refused, and tells the field to keep what was typed', async () => {
    service.on('PUT /contacts/wm1/remark', () => problem('wecom-busy', 503))
    const { edits, remark } = await open()
    expect(await edits.saveRemark('新备注')).toBe(false)
    expect(remark()).toBe('林姐')
    expect(currentToast.value?.tone).toBe('danger')
  })
})
