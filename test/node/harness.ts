import {rmSync} from 'node:fs'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {build} from 'esbuild'
import {onTestFinished} from 'vitest'
import {Nodes} from '../../src/node/nodes.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
let entry: Promise<string> | undefined

/** The program of embedded nodes, compiled from the sources: Node runs no TypeScript. */
export function embeddedEntry(): Promise<string> {
  entry ??= (async () => {
    // below the project, so that packages are found
    const outfile = join(root, 'node_modules', '.cache', 'mqadmin', `embedded-main-${process.pid}.mjs`)
    await build({
      entryPoints: [join(root, 'src/node/embedded/embedded-main.ts')],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      logLevel: 'error',
    })
    process.once('exit', () => rmSync(outfile, {force: true}))
    return outfile
  })()
  return entry
}

/** Nodes of one test, in folders of their own; what still runs at its end is killed. */
export async function testNodes(env: NodeJS.ProcessEnv = process.env): Promise<Nodes> {
  const folder = await mkdtemp(join(tmpdir(), 'mqadmin-node-'))
  const settings = {stateFolder: join(folder, 'state'), dataFolder: join(folder, 'data'), env}
  const nodes = new Nodes({...settings, embeddedEntry: await embeddedEntry()})
  onTestFinished(async () => {
    await nodes.stop('all', {graceMs: 0})
    await nodes.close()
    await rm(folder, {recursive: true, force: true, maxRetries: 5})
  })
  return nodes
}
