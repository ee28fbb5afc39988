import { afterEach, beforeEach, expect, it } from 'vitest'
import { customersOf, NOON, openCompany, rows, type Company, type Json } from './ask.ts'

let company: Company
beforeEach(async () => {
  company = await openCompany()
})
afterEach(() => company.close())

const contact = (path: string, body: unknown = {}) => company.post(`externalcontact/${path}`, body)
const act = (name: string, input: unknown) => company.simulator.actions(name, input)
const later = (ms = 1000) => company.simulator.clock.advance(ms)
const result = (jobid: unknown) =>
  company.get('externalcontact/get_moment_task_result', { jobid: String(jobid) })
const ids = (answer: Json) => rows(answer, 'customer_list').map((one) => String(one.external_userid))

async function make(users: string[], more: Json = {}, tag_list: string[] = []): Promise<string> {
  const made = await contact('add_moment_task', {
    text: { content: '秋日试驾周' },
    visible_range: { sender_list: { user_list: users }, external_contact_list: { tag_list } },
    ...more,
  })
  expect(made).toMatchObject({ errcode: 0 })
  later()
  return String(Object((await result(made.jobid)).result).moment_id)
}

it('makes a moment in steps, which members publish one by one', async () => {
  const made = await contact('add_moment_task', {
    text: { content: '秋日试驾周' },
    visible_range: {
      sender_list: { user_list: ['lina', 'zhaohang', 'hanyue', 'nobody'], department_list: [9999] },
    },
  })
  expect(await result(made.jobid)).toMatchObject({ errcode: 0, status: 1 })
  later(600)
  expect(await result(made.jobid)).toMatchObject({ status: 2 })
  later(400)
  const done = await result(made.jobid)
  expect(done).toMatchObject({
    status: 3,
    result: {
      errcode: 0,
      // 韩越 has no customer-contact function.
      invalid_sender_list: { user_list: ['hanyue', 'nobody'], department_list: [9999] },
    },
  })
  const moment_id = String(Object(done.result).moment_id)
  expect(await contact('get_moment_task', { moment_id })).toMatchObject({ errcode: 41079 })
  later()
  const tasks = async () => rows(await contact('get_moment_task', { moment_id }), 'task_list')
  expect(await tasks()).toEqual([
    { userid: 'lina', publish_status: 0 },
    { userid: 'zhaohang', publish_status: 0 },
  ])
  const copy = { moment_id, userid: 'lina' }
  expect(await contact('get_moment_customer_list', copy)).toMatchObject({ errcode: 41062 })
  act('confirm-moment', { momentId: moment_id, userid: 'lina' })
  act('ignore-moment', { momentId: moment_id, userid: 'zhaohang' })
  expect(await tasks()).toMatchObject([{ publish_status: 1 }, { publish_status: 0 }])
  expect(ids(await contact('get_moment_customer_list', copy))).toEqual(await customersOf(company, 'lina'))
  expect(await contact('cancel_moment_task', { moment_id })).toMatchObject({ errcode: 0 })
  expect(() => act('confirm-moment', { momentId: moment_id, userid: 'zhaohang' })).toThrow('cancelled')
  const span = { start_time: NOON / 1000, end_time: NOON / 1000 + 60, filter_type: 0 }
  const [listed] = rows(await contact('get_moment_list', span), 'moment_list')
  expect(listed).toMatchObject({ moment_id, create_type: 0, text: { content: '秋日试驾周' } })
  expect(listed).not.toHaveProperty('creator')
})

it('shows a copy to tagged customers only, and no more than a month allows', async () => {
  const { corp } = company.simulator
  const [star = ''] = await customersOf(company, 'lina')
  const made = Object(await contact('add_corp_tag', { group_name: '圈', tag: [{ name: '看' }] })).tag_group
  const tag = String(rows(made, 'tag')[0]?.id)
  act('tag', { userid: 'lina', externalUserid: star, tagIds: [tag] })
  const first = await make(['lina'], {}, [tag])
  later()
  act('confirm-moment', { momentId: first, userid: 'lina' })
  expect(ids(await contact('get_moment_customer_list', { moment_id: first, userid: 'lina' }))).toEqual([star])
  const second = await make(['lina'])
  later()
  act('confirm-moment', { momentId: second, userid: 'lina' })
  const seen = async () => ids(await contact('get_moment_send_result', { moment_id: second, userid: 'lina' }))
  const open = await seen()
  expect(open.length).toBeGreaterThan(10)
  // Whoever has had one corp moment this month sees no second one.
  corp.momentsPerMonth = 1
  expect((await seen()).length).toBeLessThan(open.length)
  corp.momentsPerMonth = 100
  expect(await seen()).toEqual(open)
})

it('refuses what cannot be published', async () => {
  const upload = async (path: string) => {
    const form = new FormData()
    form.set('media', new Blob([Buffer.alloc(64, 7)], { type: 'image/png' }), 's6.png')
    const url = `${company.simulator.origin}/cgi-bin/${path}&access_token=${company.token}`
    return String(Object(await (await fetch(url, { method: 'POST', body: form })).json()).media_id)
  }
  const media_id = await upload('media/upload_attachment?media_type=image&attachment_type=1')
  const message = await upload('media/upload?type=image')
  const image = { msgtype: 'image', image: { media_id } }
  const link = { msgtype: 'link', link: { title: '试驾', url: 'https://example.com', media_id } }
  const code = async (body: Json) => (await contact('add_moment_task', body)).errcode
  const content = '车'.repeat(2001)
  expect(await code({})).toBe(41089)
  expect(await code({ text: { content } })).toBe(45002)
  expect(await code({ attachments: [image, link] })).toBe(41065)
  expect(await code({ attachments: Array.from({ length: 10 }, () => image) })).toBe(41064)
  expect(await code({ attachments: [{ msgtype: 'image', image: { media_id: message } }] })).toBe(41072)
  expect(await code({ attachments: [{ msgtype: 'video', video: { media_id } }] })).toBe(41090)
  const nobody = await contact('add_moment_task', {
    attachments: [image],
    visible_range: { sender_list: { user_list: ['nobody'] } },
  })
  later()
  expect(await result(nobody.jobid)).toMatchObject({ status: 3, result: { errcode: 40031 } })
  expect(await contact('cancel_moment_task', { moment_id: 'momNONE' })).toMatchObject({ errcode: 41060 })
  for (let n = 0; n < 10; n++) await code({ text: { content: '早' } })
  expect(await code({ text: { content: '早' } })).toBe(45009)
})
