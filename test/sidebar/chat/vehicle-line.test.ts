import { mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import VehicleLine from '../../../sidebar/chat/pages/customer/VehicleLine.vue'
import { setServerNow } from '../../../sidebar/ui/clock.ts'
import { setLanguage } from '../../../sidebar/ui/i18n.ts'
import { customerPanel } from '../support/fixtures.ts'

type Vehicle = NonNullable<ReturnType<typeof customerPanel>['vehicle']>

/** A line of a car with just these dates, on 2026-03-18. */
function line(dates: Partial<Vehicle>) {
  const { vehicle } = customerPanel()
  if (!vehicle) throw new Error('no vehicle')
  return mount(VehicleLine, { props: { vehicle: { ...vehicle, nextServiceOn: null, ...dates } } })
}
beforeEach(() => setServerNow(customerPanel().now))

describe('the line of the car', () => {
  it('says what is due first, of which kind and in how many days', () => {
    const dates = { nextServiceOn: '2026-06-01', insuranceEndsOn: '2026-03-27', warrantyEndsOn: '2027-01-01' }
    expect(line(dates).find('b').text()).toBe('保险还剩 9 天')
    expect(
      line({ ...dates, inspectionDueOn: '2026-03-18' })
        .find('b')
        .text(),
    ).toBe('年检今天到期')
    setLanguage('en')
    expect(line(dates).find('b').text()).toBe('Insurance end in 9 days')
    setLanguage('zh-CN')
  })

  it('is plain more than a month ahead', () => {
    expect(line({ warrantyEndsOn: '2026-04-17' }).find('b').text()).toBe('质保还剩 30 天')
    const far = line({ warrantyEndsOn: '2026-04-18' })
    expect([far.find('b').exists(), far.find('.meta').text()]).toEqual([false, '质保还剩 31 天'])
  })

  it('waits for a service that is late, but not for what has ended', () => {
    const ended = {
      warrantyEndsOn: '2024-01-01',
      insuranceEndsOn: '2025-01-01',
      inspectionDueOn: '2025-06-01',
    }
    expect(
      line({ ...ended, nextServiceOn: '2026-03-08' })
        .find('b')
        .text(),
    ).toBe('保养已过 10 天')
    expect(line({ ...ended, lastServiceOn: '2026-03-06' }).text()).toContain('上次保养')
  })

  it('opens into every date, the earliest first', async () => {
    const wrapper = line({
      nextServiceOn: '2026-06-01',
      insuranceEndsOn: '2026-03-27',
      warrantyEndsOn: '2024-01-01',
    })
    expect(wrapper.find('dl').exists()).toBe(false)
    await wrapper.find('button').trigger('click')
    expect(wrapper.find('button').attributes('aria-expanded')).toBe('true')
    expect(wrapper.findAll('dl > div').map((row) => row.find('dt').text() + row.find('dd').text())).toEqual([
      '质保2024-01-01',
      '保险2026-03-27',
      '保养2026-06-01',
    ])
    expect(line({}).find('button').exists()).toBe(false)
  })
})
