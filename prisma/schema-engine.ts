import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils'
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg'

// The package's main entry imports the .wasm file as a module, which Node 20 refuses: instantiate it by hand.
const file = fileURLToPath(import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg')).replace(
  /\.js$/,
  '.wasm',
)
const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file)), {
  './schema_engine_bg.js': Object.fromEntries(Object.entries(bindings)),
})
bindings.__wbg_set_wasm(instance.exports)
const start = instance.exports.__wbindgen_start
if (typeof start !== 'function')
  throw new Error('The schema engine has no start function: wrong package version')
start()

/** The migration engine over a driver adapter: works offline, without the native engine. */
export function openEngine(
  datamodels: [string, string][],
  database: SqlMigrationAwareDriverAdapterFactory,
): Promise<bindings.SchemaEngine> {
  return bindings.SchemaEngine.new(
    { datamodels },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(database),
  )
}
