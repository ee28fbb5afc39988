import { corpHeader } from './corp.ts'
import { Problem, readProblem } from './problem.ts'
import { addressOf, appName, type Query } from './request.ts'

/** Fetches a file and hands it to the browser's downloads. A refusal becomes a Problem, never a file of JSON. */
export async function downloadFile(path: string, fileName: string, query: Query = {}): Promise<void> {
  const response = await fetch(addressOf(path, query), {
    credentials: 'same-origin',
    headers: { 'x-liuke-app': appName(), ...corpHeader() },
  }).catch(() => {
    throw new Problem('offline')
  })
  if (!response.ok) throw await readProblem(response)
  const address = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = address
  link.download = fileName
  link.click()
  // The browser has taken hold of the contents by the next turn.
  setTimeout(() => URL.revokeObjectURL(address), 1_000)
}
