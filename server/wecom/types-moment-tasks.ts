import type { CallOptions } from './types.ts'

/** Media ids come from media.uploadForMoment; those of media.upload are refused here. */
export type MomentMedia =
  | { kind: 'images'; mediaIds: string[] }
  | { kind: 'video'; mediaId: string }
  | { kind: 'link'; title: string; url: string; mediaId: string }

/** A post for the customers' moments. Without senders: every member in the app's range. */
export type MomentTaskInput = {
  text?: string
  media?: MomentMedia
  senders?: { userids?: string[]; departmentIds?: number[] }
  /** Only customers with one of these corp tags see it. */
  tagIds?: string[]
}

/** How the making of the task stands. Ten tasks a minute; a job lives 24 hours. */
export type MomentJob =
  | { state: 'started' | 'running' }
  | { state: 'done'; momentId: string; invalidUserids: string[]; invalidTagIds: string[] }
  | { state: 'refused'; errcode: number; errmsg: string }

export type WecomMomentTasks = {
  /** Answers a job; the members' tasks exist once it is done. They confirm each in the client. */
  create(input: MomentTaskInput, options?: CallOptions): Promise<{ jobId: string }>
  readJob(jobId: string, options?: CallOptions): Promise<MomentJob>
  /** Stops those who have not published; what is published stays. */
  cancel(momentId: string, options?: CallOptions): Promise<void>
}
