// npm run generate: both typed clients from the one schema folder, without downloading an engine.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cliEnvironment } from '../config/tooling-env.ts'
import { PROVIDERS, type Provider, schemaFiles } from './schema-files.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const require = createRequire(import.meta.url)
const cli = require.resolve('prisma/build/index.js')

/** What the generated code depends on: when it is the same as last time there is nothing to do. */
function fingerprint(provider: Provider): string {
  const hash = createHash('sha256').update(readFileSync(require.resolve('prisma/package.json')))
  for (const [name, text] of schemaFiles(root, provider)) hash.update(name).update(text)
  return hash.digest('hex')
}

function isFresh(provider: Provider, stamp: string): boolean {
  const folder = join(root, 'generated', provider)
  const file = join(folder, '.fingerprint')
  return existsSync(join(folder, 'client.ts')) && existsSync(file) && readFileSync(file, 'utf8') === stamp
}

function writeCopy(provider: Provider): void {
  if (provider === 'sqlite') return
  const folder = join(root, 'generated/.schema', provider)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of schemaFiles(root, provider)) writeFileSync(join(folder, name), text)
}

async function generate(provider: Provider): Promise<void> {
  const stamp = fingerprint(provider)
  if (isFresh(provider, stamp)) return
  writeCopy(provider)
  const child = spawn(
    process.execPath,
    [cli, 'generate', '--config', join(root, 'config/prisma.config.ts')],
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: cliEnvironment(provider),
    },
  )
  const code = await new Promise<number | null>((done) => child.once('exit', done))
  if (code !== 0) throw new Error(`prisma generate for ${provider} ended with ${code}; its message is above`)
  writeFileSync(join(root, 'generated', provider, '.fingerprint'), stamp)
}

await Promise.all(PROVIDERS.map(generate))
