/** Java sources of the tests, compiled once per text, JDK and class path. */
import {execFile} from 'node:child_process'
import {createHash} from 'node:crypto'
import {mkdir, mkdtemp, readFile, rename, rm} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {promisify} from 'node:util'
import {cacheFolder, exists} from './java-release.js'

const run = promisify(execFile)

/** Folder with the classes of `java/<name>.java`, compiled with the JDK that `java` belongs to. */
export async function javaClasses(name: string, java: string, classPath = ''): Promise<string> {
  const source = fileURLToPath(new URL(`./java/${name}.java`, import.meta.url))
  const digest = createHash('sha1')
    .update(await readFile(source))
    .update(java)
    .update(classPath)
    .digest('hex')
    .slice(0, 12)
  const folder = join(cacheFolder(), 'classes', digest)
  if (await exists(folder)) return folder
  await mkdir(dirname(folder), {recursive: true})
  const draft = await mkdtemp(`${folder}-`)
  const path = classPath === '' ? [] : ['-cp', classPath]
  await run(join(dirname(java), 'javac'), ['-Xlint:none', '-encoding', 'UTF-8', ...path, '-d', draft, source])
  await rename(draft, folder).catch(() => rm(draft, {recursive: true, force: true}))
  return folder
}
