/** Invented credentials of the simulated company; the simulator has the same as its defaults. */
export const demoCompany = {
  WECOM_CORP_ID: 'wwlanyue00fake0001',
  WECOM_CORP_NAME: '澜岳汽车',
  WECOM_AGENT_ID: '1000002',
  WECOM_AGENT_SECRET: 'LANYUE-AGENT-SECRET-FAKE',
  WECOM_DIRECTORY_SECRET: 'LANYUE-DIRECTORY-SECRET-FAKE',
  WECOM_CALLBACK_TOKEN: 'LanyueDemoToken',
  WECOM_CALLBACK_AES_KEY: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
  LIUKE_ADMINS: 'hanyue',
}

/** Leaves right after the first sync. */
export const demoLeaver = 'hejun'

export const demoOperators = ['zhoumin']

/** Brings the other systems in. */
export const demoAdmin = 'hanyue'
