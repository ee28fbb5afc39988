import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')

// Order of server/features/index.ts, read from the list itself.
const featureOrder = [...read('server/features/index.ts').matchAll(/^ {2}(\w+),$/gm)].map(
  ([, name]) => name ?? '',
)

interface Import {
  from: string
  to: string
  isType: boolean
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ts|vue)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}

/** Own files become paths from the root; packages keep their name. */
function importsOf(file: string): Import[] {
  const found = read(file).matchAll(
    /(?:import|export)\s+(type\s)?[^'"();]*?from\s+'([^']+)'|(?:^import\s+|import\()'([^']+)'/gm,
  )
  return [...found].map(([, type, named, bare]) => {
    const target = named ?? bare ?? ''
    const to = target.startsWith('.') ? relative(root, resolve(root, dirname(file), target)) : target
    return { from: file, to, isType: type !== undefined }
  })
}

const serverFiles = filesBelow('server')
const sidebarFiles = filesBelow('sidebar')

function violations(files: string[], isAllowed: (one: Import) => boolean): string[] {
  return files
    .flatMap(importsOf)
    .filter((one) => !isAllowed(one))
    .map((one) => `${one.from} → ${one.to}`)
}

const isOwn = (to: string) => /^(server|sidebar|config|prisma|generated|test)\//.test(to)

describe('arrows point one way', () => {
  it('the domain imports only itself', () => {
    const files = serverFiles.filter((file) => file.startsWith('server/domain/'))
    expect(violations(files, ({ to }) => to.startsWith('server/domain/'))).toEqual([])
  })

  it('contracts import zod, the domain and other contracts', () => {
    const files = serverFiles.filter((file) => /^server\/features\/[\w-]+\/contract\.ts$/.test(file))
    const ok = ({ to }: Import) =>
      to === 'zod' || to.startsWith('server/domain/') || /\/contract\.ts$/.test(to)
    expect(violations(files, ok)).toEqual([])
  })

  it('the WeCom client could be published alone', () => {
    const files = serverFiles.filter((file) => file.startsWith('server/wecom/'))
    const packages = ['axios', 'zod']
    const ok = ({ to }: Import) =>
      to.startsWith('server/wecom/') || to.startsWith('node:') || packages.includes(to)
    expect(violations(files, ok)).toEqual([])
  })

  it('the simulator shares no code with the rest', () => {
    const files = serverFiles.filter((file) => file.startsWith('server/simulator/'))
    expect(violations(files, ({ to }) => !isOwn(to) || to.startsWith('server/simulator/'))).toEqual([])
    const others = serverFiles.filter((file) => !file.startsWith('server/simulator/'))
    expect(violations(others, ({ to }) => !to.startsWith('server/simulator/'))).toEqual([])
  })

  it('the platform knows nothing of features or WeCom', () => {
    const files = serverFiles.filter((file) => file.startsWith('server/platform/'))
    const ok = ({ to, isType }: Import) =>
      !isOwn(to) ||
      to.startsWith('server/platform/') ||
      to.startsWith('generated/') ||
      (isType && to.startsWith('config/'))
    expect(violations(files, ok)).toEqual([])
  })

  it('a feature imports only features above it in the list', () => {
    const featureOf = (file: string) =>
      /^server\/features\/([\w-]+)\//
        .exec(file)?.[1]
        ?.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
    const files = serverFiles.filter((file) => featureOf(file) !== undefined)
    const ok = ({ from, to, isType }: Import) => {
      const own = featureOf(from)
      const other = featureOf(to)
      if (other === undefined || other === own || (isType && to.endsWith('/contract.ts'))) return true
      return featureOrder.indexOf(other) < featureOrder.indexOf(own ?? '')
    }
    expect(violations(files, ok)).toEqual([])
  })

  it('the browser imports only contract types and the domain from the server', () => {
    const ok = ({ to, isType }: Import) =>
      !to.startsWith('server/') || to.startsWith('server/domain/') || (isType && /\/contract\.ts$/.test(to))
    expect(violations(sidebarFiles, ok)).toEqual([])
  })

  it('chat and console never import each other, and the kits stay out of chat', () => {
    const chat = sidebarFiles.filter((file) => file.startsWith('sidebar/chat/'))
    const desk = sidebarFiles.filter((file) => file.startsWith('sidebar/console/'))
    expect(violations(chat, ({ to }) => !/^(sidebar\/console\/|element-plus|echarts|zod)/.test(to))).toEqual(
      [],
    )
    expect(violations(desk, ({ to }) => !to.startsWith('sidebar/chat/'))).toEqual([])
  })

  it('only the bridge uses the WeCom JS-SDK', () => {
    const files = sidebarFiles.filter((file) => !file.startsWith('sidebar/bridge/'))
    expect(violations(files, ({ to }) => to !== '@wecom/jssdk')).toEqual([])
  })
})

describe('files stay small and things stay in their homes', () => {
  const sources = [...serverFiles, ...sidebarFiles, ...filesBelow('config'), ...filesBelow('prisma')]

  it('no file has more than 400 lines', () => {
    const long = [...sources, ...filesBelow('test')].filter((file) => read(file).split('\n').length > 401)
    expect(long).toEqual([])
  })

  it('the machine clock is read in clock files only', () => {
    const readers = serverFiles.filter((file) => /\bDate\.now\(\)|new Date\(\)/.test(read(file)))
    expect(readers.filter((file) => !/^server\/(platform|simulator)\/clock\.ts$/.test(file))).toEqual([])
  })

  it('process.env is read in config and by the simulator’s entry only', () => {
    const readers = serverFiles.filter((file) => read(file).includes('process.env'))
    expect(readers.filter((file) => file !== 'server/simulator/main.ts')).toEqual([])
  })

  it('no file is called after nothing', () => {
    const vague = sources.filter((file) =>
      /(^|\/)(service|utils?|helpers?|manager|common)(\.ts$|\/)/.test(file),
    )
    expect(vague.filter((file) => !file.includes('/pages/manager/'))).toEqual([])
  })

  it('no page renders HTML from data', () => {
    // The icon component draws our own constant shapes.
    const drawn = sidebarFiles.filter((file) => file !== 'sidebar/ui/Icon.vue')
    expect(drawn.filter((file) => /\bv-html\b|innerHTML/.test(read(file)))).toEqual([])
  })
})
