/** Where a broker of a node keeps its messages: the same place for both engines, so that either goes on where the other left off. */
import {readdir, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {type BrokerSpec, type NodeSpec, processId} from './spec.js'

export const storeFolder = ({folder}: NodeSpec, broker: BrokerSpec): string =>
  broker.config.get('storePathRootDir') ?? join(folder, processId(broker), 'store')

export const commitLogFolder = (spec: NodeSpec, broker: BrokerSpec): string =>
  broker.config.get('storePathCommitLog') ?? join(storeFolder(spec, broker), 'commitlog')

/** `mappedFileSizeCommitLog` of a commit log that is there already: a log is not opened with another size than it was written with. */
export async function commitLogFileSize(folder: string): Promise<Map<string, string>> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const first = names.filter(name => /^\d{20}$/.test(name)).sort()[0]
  return new Map(
    first === undefined ? [] : [['mappedFileSizeCommitLog', String((await stat(join(folder, first))).size)]],
  )
}
