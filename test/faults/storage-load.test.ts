import { itMeets } from './here.ts'
import { p14 } from './scenarios/p14.ts'

// P13 needs the length of its storms: npm run faults -- --only P13
itMeets(p14)
