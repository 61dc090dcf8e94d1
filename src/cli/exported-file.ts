/** What the export commands share: the folder they write to, and a spinner meanwhile. */
import {resolve} from 'node:path'
import {Flags} from '@oclif/core'
import type {Io} from './io.js'
import {type Spinner, spinner} from './progress.js'
import {writeWhole} from './whole-file.js'

/** Java's; MQADMIN_EXPORT_FOLDER names another place. */
const javaFolder = '/tmp/rocketmq/export'

export const folderFlag = Flags.string({
  summary: 'Folder for the file.',
  description: `Also MQADMIN_EXPORT_FOLDER. Without it: ${javaFolder}.`,
  helpValue: 'FOLDER',
})

/** As Java joins them: it is what the answer says. */
export const exportPath = ({env}: Pick<Io, 'env'>, folder: string | undefined, file: string): string =>
  `${folder?.trim() || env['MQADMIN_EXPORT_FOLDER'] || javaFolder}/${file}`

export const writeExport = (io: Io, path: string, text: string): Promise<void> =>
  writeWhole(resolve(io.cwd, path), text, {signal: io.signal})

/** What takes no longer needs no sign of it. */
const noticeableMs = 1000

/** Shows on a terminal that something is going on, if it takes its time. */
export async function withSpinner<T>(io: Io, quiet: boolean, text: string, work: () => Promise<T>): Promise<T> {
  let shown: Promise<Spinner> | undefined
  const timer = setTimeout(() => {
    shown = spinner(io, quiet)
    void shown.then(progress => progress.tell({text}))
  }, noticeableMs)
  try {
    return await work()
  } finally {
    clearTimeout(timer)
    const progress = await shown
    progress?.stop()
  }
}
