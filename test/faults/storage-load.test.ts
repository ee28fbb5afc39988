import { itMeets } from './here.ts'
import { p13 } from './scenarios/p13.ts'
import { p14 } from './scenarios/p14.ts'

itMeets(p13)
itMeets(p14)
