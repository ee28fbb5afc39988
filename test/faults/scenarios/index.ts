import type { Scenario } from '../scenario.ts'
import { c1 } from './c1.ts'
import { c2 } from './c2.ts'
import { c3 } from './c3.ts'
import { c4 } from './c4.ts'
import { c5 } from './c5.ts'
import { c6 } from './c6.ts'
import { c7 } from './c7.ts'
import { c8 } from './c8.ts'
import { c9 } from './c9.ts'
import { c10 } from './c10.ts'
import { c11 } from './c11.ts'
import { c12 } from './c12.ts'
import { g1 } from './g1.ts'
import { g4 } from './g4.ts'
import { p13 } from './p13.ts'
import { p14 } from './p14.ts'
import { s1 } from './s1.ts'
import { s2 } from './s2.ts'
import { s3 } from './s3.ts'
import { s4 } from './s4.ts'
import { s5 } from './s5.ts'
import { s6 } from './s6.ts'
import { s7 } from './s7.ts'
import { s8 } from './s8.ts'
import { s9 } from './s9.ts'
import { s10 } from './s10.ts'
import { s11 } from './s11.ts'
import { s12 } from './s12.ts'
import { s13 } from './s13.ts'
import { s14 } from './s14.ts'
import { s15 } from './s15.ts'
import { storageRows } from './storage-rows.ts'
import { t1 } from './t1.ts'
import { t2 } from './t2.ts'
import { t3 } from './t3.ts'
import { t4 } from './t4.ts'
import { t5 } from './t5.ts'
import { t6 } from './t6.ts'
import { w1 } from './w1.ts'

/** Rows of the fault catalogue that are run here: C callbacks, S sync, T hand-overs, G posts, W writes, P processes and storage. */
export const scenarios: readonly Scenario[] = [
  c1,
  c2,
  c3,
  c4,
  c5,
  c6,
  c7,
  c8,
  c9,
  c10,
  c11,
  c12,
  s1,
  s2,
  s3,
  s4,
  s5,
  s6,
  s7,
  s8,
  s9,
  s10,
  s11,
  s12,
  s13,
  s14,
  s15,
  t1,
  t2,
  t3,
  t4,
  t5,
  t6,
  g1,
  g4,
  w1,
  ...storageRows,
  p13,
  p14,
]
