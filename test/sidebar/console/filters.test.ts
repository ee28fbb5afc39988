import { mount } from '@vue/test-utils'
import { defineComponent, h, nextTick } from 'vue'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import { describe, expect, it } from 'vitest'
import { anyText, isFiltered, oneOf, readFilters, writeFilters } from '../../../sidebar/console/filters.ts'
import { useFilters, type Filters } from '../../../sidebar/console/use-filters.ts'

const spec = { q: anyText(8), state: oneOf(['active', 'lost'], 'active'), staff: anyText() }

describe('filters in the address', () => {
  it('reads what is there and falls back where it is not', () => {
    expect(readFilters(spec, { q: '林', state: 'lost' })).toEqual({ q: '林', state: 'lost', staff: '' })
    expect(readFilters(spec, {})).toEqual({ q: '', state: 'active', staff: '' })
  })

  it('does not trust the address: unknown words, lists and long texts', () => {
    expect(readFilters(spec, { q: 'x'.repeat(50), state: 'everything', staff: ['s1', 's2'] })).toEqual({
      q: 'xxxxxxxx',
      state: 'active',
      staff: 's1',
    })
  })

  it('writes only what differs, keeps what is not its own, and reads the same back', () => {
    const values = { q: ' 林 ', state: 'lost' as const, staff: '' }
    const query = writeFilters(spec, values, { unit: 'u1', staff: 'old' })
    expect(query).toEqual({ unit: 'u1', q: '林', state: 'lost' })
    expect(readFilters(spec, { q: '林', state: 'lost' })).toEqual({ ...values, q: '林' })
  })

  it('knows whether anything is filtered', () => {
    expect(isFiltered(spec, readFilters(spec, { unit: 'u1' }))).toBe(false)
    expect(isFiltered(spec, readFilters(spec, { state: 'lost' }))).toBe(true)
  })
})

describe('filters of a page', () => {
  async function open(address: string): Promise<{ router: Router; filters: Filters<typeof spec> }> {
    let filters: Filters<typeof spec> | undefined
    const Page = defineComponent({
      setup() {
        filters = useFilters(spec)
        return () => h('p')
      },
    })
    const router = createRouter({
      history: createMemoryHistory(),
      routes: [{ path: '/list', component: Page }],
    })
    await router.push(address)
    mount(Page, { global: { plugins: [router] } })
    if (!filters) throw new Error('the page did not set up')
    return { router, filters }
  }

  it('changes the address when a filter is set, and the filter when the address changes', async () => {
    const { router, filters } = await open('/list?unit=u1&state=lost')
    expect(filters.values.value.state).toBe('lost')
    filters.set({ q: '王' })
    await nextTick()
    await router.isReady()
    await new Promise((resolve) => setTimeout(resolve))
    expect(router.currentRoute.value.query).toEqual({ unit: 'u1', state: 'lost', q: '王' })
    await router.push('/list?staff=s9')
    expect(filters.values.value).toEqual({ q: '', state: 'active', staff: 's9' })
  })

  it('clears its own filters and leaves the unit', async () => {
    const { router, filters } = await open('/list?unit=u1&state=lost&q=a')
    expect(filters.isFiltered.value).toBe(true)
    filters.clear()
    await new Promise((resolve) => setTimeout(resolve))
    expect(router.currentRoute.value.query).toEqual({ unit: 'u1' })
  })
})
