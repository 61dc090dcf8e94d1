/** Files that a node's start makes: configuration, accounts, certificates. Readable by their owner only. */
import {mkdir, writeFile} from 'node:fs/promises'
import {dirname} from 'node:path'

export interface GeneratedFile {
  path: string
  text: string
  /** Left as it is where there is one: servers change it. */
  once?: boolean
}

export async function writeGenerated(files: readonly GeneratedFile[]): Promise<void> {
  for (const {path, text, once} of files) {
    await mkdir(dirname(path), {recursive: true, mode: 0o700})
    await writeFile(path, text, {mode: 0o600, flag: once ? 'wx' : 'w'}).catch(error => {
      if (!once || (error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    })
  }
}
