/** CPU seconds of this process, all threads, while `work` runs. */
export async function ownCpuOf(work: () => Promise<unknown>): Promise<{ cpu: number; wall: number }> {
  const before = process.cpuUsage()
  const started = performance.now()
  await work()
  const { user, system } = process.cpuUsage(before)
  return { cpu: (user + system) / 1e6, wall: (performance.now() - started) / 1e3 }
}
