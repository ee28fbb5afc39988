import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { packageRoot } from '../platform/db/migrations-folder.ts'

// npm run dev: both browser builds and the demo, each again when its files change.
const require = createRequire(import.meta.url)
const bin = (name: string, file: string) => join(dirname(require.resolve(`${name}/package.json`)), file)
const run = (...args: string[]) =>
  spawn(process.execPath, args, { cwd: packageRoot(), stdio: 'inherit' }).on('exit', () => process.exit())

run(bin('vite', 'bin/vite.js'), 'build', '--watch', '--logLevel', 'warn')
run(bin('vite', 'bin/vite.js'), 'build', '--mode', 'desk', '--watch', '--logLevel', 'warn')
run(bin('tsx', 'dist/cli.mjs'), 'watch', join(packageRoot(), 'server/demo.ts'))
