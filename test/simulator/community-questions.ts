import { NOON, type Company, type Json } from './ask.ts'

const seconds = NOON / 1000

export interface Stage {
  company: Company
  /** 李娜's first customer, a group, and a moment of the corp. */
  star: string
  group: string
  momentId: string
  upload(path: string): Promise<Json>
}

/** Questions about mass messages, moment tasks, codes, links and statistics. */
export function communityQuestions(stage: () => Stage): Record<string, () => Promise<Json[]>> {
  const contact = (path: string, body: unknown = {}) => stage().company.post(`externalcontact/${path}`, body)
  const massMessage = (target: string, more: Json = {}): Promise<Json> =>
    contact('add_msg_template', {
      external_userid: [target, 'wmNOBODY'],
      text: { content: '您的爱车该首保啦' },
      ...more,
    })

  const momentTask = (): Promise<Json> =>
    contact('add_moment_task', {
      text: { content: '秋日试驾周' },
      visible_range: {
        sender_list: { user_list: ['lina', 'nobody'], department_list: [9999] },
        external_contact_list: { tag_list: [] },
      },
    })

  const contactWay = (): Promise<Json> =>
    contact('add_contact_way', {
      type: 2,
      scene: 2,
      remark: '城西店门口立牌',
      state: 'store_west',
      user: ['lina'],
      party: [211],
      conclusions: {
        text: { content: '欢迎预约澜岳 S6 试驾' },
        image: { pic_url: 'https://img.example.com/s6.png' },
        link: { title: '试驾', picurl: '', desc: '周末', url: 'https://example.com/s6' },
        miniprogram: { title: '预约', pic_media_id: 'x', appid: 'wx', page: '/pages/drive.html' },
      },
    })

  const joinWay = (): Promise<Json> =>
    contact('groupchat/add_join_way', {
      scene: 2,
      remark: '车友群入口',
      chat_id_list: [stage().group],
      state: 'join',
    })

  const groupWelcome = (): Promise<Json> =>
    contact('group_welcome_template/add', {
      text: { content: '%NICKNAME% 欢迎加入车友群' },
      link: {
        title: '首保预约',
        picurl: 'https://img.example.com/s.png',
        desc: '减免',
        url: 'https://e.com',
      },
    })

  const link = (): Promise<Json> =>
    contact('customer_acquisition/create_link', {
      link_name: 'S6 预约链接',
      range: { user_list: ['lina'], department_list: [211] },
      priority_option: { priority_type: 2, priority_userid_list: ['lina'] },
    })
  const linkId = async (): Promise<string> => String(Object((await link()).link).link_id)

  return {
    'externalcontact/add_msg_template': async () => [await massMessage(stage().star)],
    'externalcontact/get_groupmsg_list_v2': async () => {
      const picture = String((await stage().upload('media/upload?type=image')).media_id)
      const link = { title: '首保预约', picurl: '', desc: '到店立减', url: 'https://example.com/svc' }
      const attachments = [
        { msgtype: 'image', image: { media_id: picture } },
        { msgtype: 'link', link },
      ]
      await massMessage(stage().star, { attachments })
      stage().company.simulator.actions('send-own-mass-message', {
        userid: 'lina',
        externalUserids: [stage().star],
        text: '周末见',
      })
      return [
        await contact('get_groupmsg_list_v2', {
          chat_type: 'single',
          start_time: seconds - 86_400,
          end_time: seconds + 86_400,
        }),
      ]
    },
    'externalcontact/get_groupmsg_task': async () => {
      const made = await massMessage(stage().star)
      const { msgid } = made
      const before = await contact('get_groupmsg_task', { msgid })
      stage().company.simulator.actions('send-mass-message', { msgid, userid: 'lina' })
      return [before, await contact('get_groupmsg_task', { msgid })]
    },
    'externalcontact/get_groupmsg_send_result': async () => {
      stage().company.simulator.corp.massPerDay = 0
      const { msgid } = await massMessage(stage().star)
      stage().company.simulator.actions('send-mass-message', { msgid, userid: 'lina' })
      const owner = Object((await contact('groupchat/get', { chat_id: stage().group })).group_chat).owner
      const made = await massMessage(stage().group, {
        chat_type: 'group',
        sender: owner,
        chat_id_list: [stage().group],
      })
      stage().company.simulator.actions('send-mass-message', { msgid: made.msgid, userid: owner })
      return [
        await contact('get_groupmsg_send_result', { msgid, userid: 'lina' }),
        await contact('get_groupmsg_send_result', { msgid: made.msgid, userid: owner }),
      ]
    },
    'externalcontact/remind_groupmsg_send': async () => [
      await contact('remind_groupmsg_send', { msgid: (await massMessage(stage().star)).msgid }),
    ],
    'externalcontact/cancel_groupmsg_send': async () => [
      await contact('cancel_groupmsg_send', { msgid: (await massMessage(stage().star)).msgid }),
    ],
    'externalcontact/add_moment_task': async () => [await momentTask()],
    'externalcontact/get_moment_task_result': async () => {
      stage().company.simulator.corp.dispatchMs = 1000
      const { jobid } = await momentTask()
      stage().company.simulator.corp.dispatchMs = 0
      const running = await stage().company.get('externalcontact/get_moment_task_result', {
        jobid: String(jobid),
      })
      const done = await momentTask()
      return [
        running,
        await stage().company.get('externalcontact/get_moment_task_result', { jobid: String(done.jobid) }),
      ]
    },
    'externalcontact/cancel_moment_task': async () => [
      await contact('cancel_moment_task', { moment_id: stage().momentId }),
    ],
    'externalcontact/add_contact_way': async () => [await contactWay()],
    'externalcontact/get_contact_way': async () => [
      await contact('get_contact_way', { config_id: (await contactWay()).config_id }),
    ],
    'externalcontact/list_contact_way': async () => [await contact('list_contact_way')],
    'externalcontact/update_contact_way': async () => [
      await contact('update_contact_way', { config_id: (await contactWay()).config_id, state: 'west2' }),
    ],
    'externalcontact/del_contact_way': async () => [
      await contact('del_contact_way', { config_id: (await contactWay()).config_id }),
    ],
    'externalcontact/close_temp_chat': async () => [
      await contact('close_temp_chat', { userid: 'lina', external_userid: stage().star }),
    ],
    'externalcontact/groupchat/add_join_way': async () => [await joinWay()],
    'externalcontact/groupchat/get_join_way': async () => [
      await contact('groupchat/get_join_way', { config_id: (await joinWay()).config_id }),
    ],
    'externalcontact/groupchat/update_join_way': async () => [
      await contact('groupchat/update_join_way', {
        config_id: (await joinWay()).config_id,
        scene: 2,
        chat_id_list: [stage().group],
      }),
    ],
    'externalcontact/groupchat/del_join_way': async () => [
      await contact('groupchat/del_join_way', { config_id: (await joinWay()).config_id }),
    ],
    'externalcontact/group_welcome_template/add': async () => [await groupWelcome()],
    'externalcontact/group_welcome_template/edit': async () => [
      await contact('group_welcome_template/edit', { ...(await groupWelcome()), text: { content: '欢迎' } }),
    ],
    'externalcontact/group_welcome_template/get': async () => [
      await contact('group_welcome_template/get', await groupWelcome()),
    ],
    'externalcontact/group_welcome_template/del': async () => [
      await contact('group_welcome_template/del', await groupWelcome()),
    ],
    'externalcontact/customer_acquisition/create_link': async () => [await link()],
    'externalcontact/customer_acquisition/list_link': async () => {
      await link()
      return [await contact('customer_acquisition/list_link', { limit: 100 })]
    },
    'externalcontact/customer_acquisition/get': async () => [
      await contact('customer_acquisition/get', { link_id: await linkId() }),
    ],
    'externalcontact/customer_acquisition/update_link': async () => [
      await contact('customer_acquisition/update_link', { link_id: await linkId(), link_name: 'S7' }),
    ],
    'externalcontact/customer_acquisition/delete_link': async () => [
      await contact('customer_acquisition/delete_link', { link_id: await linkId() }),
    ],
    'externalcontact/customer_acquisition/customer': async () => {
      const link_id = await linkId()
      stage().company.simulator.actions('open-link', {
        linkId: link_id,
        name: '访客',
        channel: 'ad_video_01',
      })
      return [await contact('customer_acquisition/customer', { link_id })]
    },
    'externalcontact/customer_acquisition/statistic': async () => [
      await contact('customer_acquisition/statistic', {
        link_id: await linkId(),
        start_time: seconds - 86_400,
        end_time: seconds,
      }),
    ],
    'externalcontact/customer_acquisition_quota': async () => [
      await stage().company.get('externalcontact/customer_acquisition_quota'),
    ],
    'externalcontact/get_user_behavior_data': async () => [
      await contact('get_user_behavior_data', {
        userid: ['xuli', 'zhoumin'],
        start_time: seconds - 30 * 86_400,
        end_time: seconds - 86_400,
      }),
    ],
    'externalcontact/groupchat/statistic': async () => [
      await contact('groupchat/statistic', { day_begin_time: seconds - 7 * 86_400, day_end_time: seconds }),
    ],
    'externalcontact/groupchat/statistic_group_by_day': async () => [
      await contact('groupchat/statistic_group_by_day', {
        day_begin_time: seconds - 7 * 86_400,
        day_end_time: seconds,
      }),
    ],
  }
}
