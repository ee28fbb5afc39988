/** What PostgreSQL calls the workers of all processes on, when jobs became ready. */
export const JOBS_CHANNEL = 'liuke_jobs'
