import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import ts from 'typescript'
import type { Mutant } from './mutants/mutant.ts'

const root = resolve(import.meta.dirname, '../..')
/** What the service's test main is made of. */
const SOURCES = [
  'server',
  'config',
  'generated',
  ...['service', 'commands', 'collect-garbage', 'longest-stretch'].map((name) => `test/faults/${name}.ts`),
]
const WEB_ROOT = 'test/support/web-root'
const SKIPPED = /\/(simulator|desk)\//

/**
 * A copy of the service as plain JavaScript below data/, where packages are found: it starts three times as fast as the
 * sources, and a mutant's edits are made in it and never in the product.
 */
export function buildService(mutant: Mutant | null): { script: string; remove(): void } {
  mkdirSync(join(root, 'data'), { recursive: true })
  const folder = mkdtempSync(join(root, 'data', 'faults-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    const edited = mutant ? mutatedFiles(mutant) : new Map<string, string>()
    for (const file of SOURCES.flatMap(filesBelow)) {
      const to = join(folder, file)
      mkdirSync(dirname(to), { recursive: true })
      if (!file.endsWith('.ts')) cpSync(join(root, file), to)
      else
        writeFileSync(
          to.replace(/ts$/, 'js'),
          toJavaScript(edited.get(file) ?? readFileSync(join(root, file), 'utf8')),
        )
    }
    cpSync(join(root, WEB_ROOT), join(folder, WEB_ROOT), { recursive: true })
  } catch (error) {
    remove()
    throw error
  }
  return { script: join(folder, 'test/faults/service.js'), remove }
}

/** Fails when an edit no longer fits: a mutant that changes nothing would prove nothing. */
export function mutatedFiles({ name, edits }: Mutant): Map<string, string> {
  const files = new Map<string, string>()
  for (const { file, find, replace } of edits) {
    const text = files.get(file) ?? readFileSync(join(root, file), 'utf8')
    const places = text.split(find).length - 1
    if (places !== 1)
      throw new Error(
        `mutant ${name}: its text is ${places} times in ${file}, not once; fit it to the code as it is now`,
      )
    files.set(
      file,
      text.replace(find, () => replace),
    )
  }
  return files
}

function filesBelow(path: string): string[] {
  if (path.endsWith('.ts')) return [path]
  return readdirSync(join(root, path), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((file) => !SKIPPED.test(file) && !file.endsWith('.d.ts'))
}

function toJavaScript(text: string): string {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
    },
  })
  return outputText
}
