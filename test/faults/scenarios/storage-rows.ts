import type { Scenario } from '../scenario.ts'
import { fromTests } from './from-tests.ts'

/** Rows about processes, storage and time that are measured whole by their tests. */
export const storageRows: readonly Scenario[] = [
  fromTests('process.test.ts', {
    row: 'P1',
    title: 'two and five processes on one database',
    target: 'each tick runs once',
  }),
  fromTests('process.test.ts', {
    row: 'P2',
    title: 'a leader that is frozen',
    target: 'replaced; its late writes are refused',
  }),
  fromTests('process.test.ts', {
    row: 'P3',
    title: 'SIGTERM under load',
    target: 'done or given back within 10 s',
  }),
  fromTests('storage-writes.test.ts', {
    row: 'P4',
    title: 'the disk is full',
    target: 'callbacks get 503, reading goes on; converged after',
  }),
  fromTests('storage-writes.test.ts', {
    row: 'P5',
    title: 'another program holds the database',
    target: '503 within 5 s, 0 acknowledged lost',
  }),
  fromTests('storage-files.test.ts', {
    row: 'P6',
    title: 'power cut at every commit of 20, and within the write behind it',
    target: '0 acknowledged missing, integrity ok',
  }),
  fromTests('storage-files.test.ts', {
    row: 'P7',
    title: 'a damaged page, a cut file',
    target: 'the start says so and writes nothing',
  }),
  fromTests('storage-migration.test.ts', {
    row: 'P8',
    title: 'a migration killed at each statement',
    target: 'run again it is as if never killed',
  }),
  fromTests('storage-restore.test.ts', {
    row: 'P9',
    title: 'backup during a storm, and its restore',
    target: 'whole, converges',
  }),
  fromTests('storage-restore.test.ts', {
    row: 'P10',
    title: 'the start on an old backup',
    target: '0 effects repeated, copy equal',
  }),
  fromTests(['postgres.test.ts', 'postgres-restart.test.ts'], {
    row: 'P11',
    title: 'PostgreSQL cuts every connection, is restarted, and stays away under load',
    target: '0 lost, 0 doubled, connected again within 5 s',
  }),
  fromTests('storage-clock.test.ts', {
    row: 'P12',
    title: 'clock jumps, zones, leap day, month ends',
    target: 'each slot fires once',
  }),
  fromTests('storage-versions.test.ts', {
    row: 'P15',
    title: 'two versions on one database',
    target: 'both work where the newer only added, else a refusal with the reason',
  }),
  fromTests('fleet.test.ts', {
    row: 'P16',
    title: 'two web and two worker processes; one is killed and one is frozen in a storm',
    target: 'one login, clock table, token and block; copy equal',
  }),
]
