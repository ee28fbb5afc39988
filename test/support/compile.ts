import { execFileSync } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'

// Processes that a test starts, as plain JavaScript: loading TypeScript costs each of them twice its start.

export const root = resolve(import.meta.dirname, '../..')
/** What such processes are made of. */
const FOLDERS = ['server', 'config', 'generated']
const MAINS = [
  ...['service', 'commands', 'moving-clock', 'collect-garbage', 'longest-stretch', 'worker-child'].map(
    (name) => `test/faults/${name}.ts`,
  ),
  'test/stories/service-process.ts',
]
const WEB_ROOT = 'test/support/web-root'
const SKIPPED = /\/(simulator|desk)\//
const COMPILER = join(root, 'node_modules/typescript-7/bin/tsc')
/** Packages are found from below the project. */
const HOME = join(root, 'data')

/** Compiles the sources as they are into a folder below data/. Types are checked elsewhere. */
export function compileInto(folder: string): void {
  const [code, others] = sources()
  const config = join(folder, 'tsconfig.json')
  mkdirSync(folder, { recursive: true })
  const compilerOptions = {
    ...{ noEmit: false, noCheck: true, noResolve: true, types: [], rootDir: root, outDir: folder },
  }
  const files = code.map((file) => join(root, file))
  writeFileSync(
    config,
    JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions, include: [], files }),
  )
  execFileSync(process.execPath, [COMPILER, '-p', config], { stdio: ['ignore', 'pipe', 'pipe'] })
  for (const file of others) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    cpSync(join(root, file), join(folder, file))
  }
  cpSync(join(root, WEB_ROOT), join(folder, WEB_ROOT), { recursive: true })
}

let made: string | null = null

/** The folder of a compiled copy of these very sources: made once for all test files, and kept until they change. */
export function compiled(): string {
  made ??= makeCompiled()
  return made
}

function makeCompiled(): string {
  const name = `compiled-${fingerprint()}`
  const folder = join(HOME, name)
  if (existsSync(folder)) return folder
  // Several test workers may do this at once: each makes its own, and the first rename wins.
  const draft = join(HOME, `draft-${randomUUID()}`)
  compileInto(draft)
  try {
    renameSync(draft, folder)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
  for (const other of readdirSync(HOME))
    if (other.startsWith('compiled-') && other !== name)
      rmSync(join(HOME, other), { recursive: true, force: true })
  return folder
}

function fingerprint(): string {
  const hash = createHash('sha256')
  for (const file of sources().flat()) hash.update(file).update(readFileSync(join(root, file)))
  return hash.digest('hex').slice(0, 12)
}

/** TypeScript, and the files beside it. */
function sources(): [string[], string[]] {
  const all = [...FOLDERS.flatMap(filesBelow), ...MAINS]
  return [all.filter((file) => file.endsWith('.ts')), all.filter((file) => !file.endsWith('.ts'))]
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((file) => !SKIPPED.test(file) && !file.endsWith('.d.ts'))
    .sort()
}
