// Asynchronous creations of moments: what add_moment_task was answered with, and what came of it.

export interface MomentJob {
  jobid: string
  atMs: number
  doneAtMs: number
  /** Of the inner result: 0, or why there is no moment. */
  errcode: number
  momentId?: string
  badUsers: string[]
  badDepartments: number[]
  badTags: string[]
}

export interface MomentJobBook {
  find(jobid: string): MomentJob | undefined
  count(): number
  put(job: MomentJob): void
}

export function createMomentJobBook(): MomentJobBook {
  const jobs = new Map<string, MomentJob>()
  return {
    find: (jobid) => jobs.get(jobid),
    count: () => jobs.size,
    put: (job) => void jobs.set(job.jobid, job),
  }
}
