import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { compileInto, root } from '../support/compile.ts'
import type { Mutant } from './mutants/mutant.ts'

/** A compiled copy of the service; a mutant's edits are made in it and never in the product. */
export function buildService(mutant: Mutant | null): { script: string; remove(): void } {
  mkdirSync(join(root, 'data'), { recursive: true })
  const folder = mkdtempSync(join(root, 'data', 'faults-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    const edited = mutant ? mutatedFiles(mutant) : new Map<string, string>()
    compileInto(folder)
    for (const [file, text] of edited)
      writeFileSync(join(folder, file.replace(/ts$/, 'js')), toJavaScript(text))
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
