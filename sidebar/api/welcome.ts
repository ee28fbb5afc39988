import type { NoticeSetting } from '../../server/features/notices/contract.ts'
import type { WelcomeSetting, WelcomeState } from '../../server/features/welcome/contract.ts'
import { get, put } from './request.ts'

export type { NoticeSetting, WelcomeSetting, WelcomeState }

export const readWelcome = (signal?: AbortSignal): Promise<WelcomeState> =>
  get('/welcome', signal ? { signal } : {})
export const saveWelcome = (setting: WelcomeSetting): Promise<WelcomeState> => put('/welcome', setting)

export const readNotices = (signal?: AbortSignal): Promise<NoticeSetting> =>
  get('/notices', signal ? { signal } : {})
export const saveNotices = (setting: NoticeSetting): Promise<NoticeSetting> => put('/notices', setting)
