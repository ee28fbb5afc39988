import { spawn } from 'node:child_process'

// npm run test:postgres: the server's whole suite with PostgreSQL as the database of every test that does not name one.
const child = spawn('npx', ['vitest', 'run', '--project', 'server', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, TEST_DATABASE: 'postgres' },
})
child.once('exit', (code) => (process.exitCode = code ?? 1))
