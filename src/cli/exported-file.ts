/** What the export commands share: the folder they write to, and a spinner meanwhile. */
import {resolve} from 'node:path'
import {Flags} from '@oclif/core'
import type {Io} from './io.js'
import {spinner} from './progress.js'
import {writeWhole} from './whole-file.js'

/** Java's. */
const javaFolder = '/tmp/rocketmq/export'

export const folderFlag = Flags.string({
  summary: 'Folder for the file.',
  description: `Without it: ${javaFolder}.`,
  helpValue: 'FOLDER',
})

/** As Java joins them: it is what the answer says. */
export const exportPath = (folder: string | undefined, file: string): string =>
  `${folder?.trim() || javaFolder}/${file}`

export const writeExport = (io: Io, path: string, text: string): Promise<void> =>
  writeWhole(resolve(io.cwd, path), text, {signal: io.signal})

/** Shows on a terminal that something is going on. */
export async function withSpinner<T>(io: Io, quiet: boolean, text: string, work: () => Promise<T>): Promise<T> {
  const progress = await spinner(io, quiet)
  progress.tell({text})
  try {
    return await work()
  } finally {
    progress.stop()
  }
}
