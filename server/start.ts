import { hasRealCompany } from '../config/env.ts'

// npm start: with a WeCom corp in the settings the real service, without one the demo.
await (hasRealCompany() ? import('./main.ts') : import('./demo.ts'))
