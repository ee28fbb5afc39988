import { itMeets } from './here.ts'
import { g1 } from './scenarios/g1.ts'

// One start of the service for all kinds of posts; G4 alone is run by `npm run faults`.
itMeets(g1)
