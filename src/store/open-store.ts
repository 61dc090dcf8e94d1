import {mkdir, mkdtemp, rm, stat, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {MqError, UsageError} from '../errors.js'
import {Background} from './background.js'
import {Checkpoint} from './checkpoint.js'
import {CommitLog} from './commit-log.js'
import {FileStore} from './file-store.js'
import {nodeFileSystem} from './file-system.js'
import {lockFolder} from './folder-lock.js'
import {MessageIndex} from './message-index.js'
import {OpenFiles} from './open-files.js'
import {QueueTable} from './queue-table.js'
import {recover} from './recovery.js'
import {diskUsedRatio} from './retention.js'
import {SegmentFiles} from './segment-files.js'
import {defaultDelayLevels} from './tags-code.js'
import type {Store, StoreOptions} from './types.js'

const mebibyte = 1024 * 1024
/** Small files for stores that live as long as a test. */
const memoryFileSize = 64 * mebibyte

/**
 * Opens the store in a folder, new or written by a broker before, Java's included; recovers it when the last exit was not clean.
 * Throws `FOLDER_IN_USE` naming the process that has it open, and `STORE_FAILED` when the files cannot be read or made.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const folder = await makeFolder(options)
  try {
    const lock = await lockFolder(folder)
    const files = new OpenFiles(options.files ?? nodeFileSystem)
    try {
      return await openParts(folder, options, files, lock)
    } catch (error) {
      await files.closeAll()
      await lock.release()
      throw error
    }
  } catch (error) {
    if (options.memory) await rm(folder, {recursive: true, force: true})
    if (error instanceof MqError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new MqError('STORE_FAILED', `Cannot open the store in ${folder}: ${reason}`, {cause: error, facts: {folder}})
  }
}

async function makeFolder(options: StoreOptions): Promise<string> {
  if (options.memory) return mkdtemp(join(tmpdir(), 'mqadmin-store-'))
  if (options.folder === undefined) throw new UsageError('A store needs a folder')
  const folder = resolve(options.folder)
  await mkdir(folder, {recursive: true}).catch(error => {
    throw new MqError('STORE_FAILED', `Cannot make the folder ${folder}: ${error.message}`, {
      cause: error,
      facts: {folder},
    })
  })
  return folder
}

async function openParts(
  folder: string,
  options: StoreOptions,
  files: OpenFiles,
  lock: Awaited<ReturnType<typeof lockFolder>>,
): Promise<Store> {
  const now = options.now ?? Date.now
  const abortFile = join(folder, 'abort')
  const crashed = await exists(abortFile)
  await writeFile(abortFile, String(process.pid))

  const logFolder = resolve(options.commitLogFolder ?? join(folder, 'commitlog'))
  const newFileSize = options.mappedFileSizeCommitLog ?? (options.memory ? memoryFileSize : 1024 * mebibyte)
  const segments = new SegmentFiles(files, logFolder, (await SegmentFiles.sizeIn(logFolder)) ?? newFileSize)
  await segments.load()
  const queues = new QueueTable(files, join(folder, 'consumequeue'), options.mappedFileSizeConsumeQueue ?? 6_000_000)
  const geometry = {slots: options.maxHashSlotNum ?? 5_000_000, entries: options.maxIndexNum ?? 20_000_000}
  const index = new MessageIndex(files, join(folder, 'index'), geometry, now)
  const log = new CommitLog(
    segments,
    options.flushDiskType === 'SYNC_FLUSH',
    options.tailCacheSize ?? 8 * mebibyte,
    () => {
      for (const queue of queues.all()) queue.nextOffset = queue.maxOffset
    },
  )
  const checkpoint = new Checkpoint(files, join(folder, 'checkpoint'))
  const background = new Background({log, index, checkpoint, files, now})

  const checkpointValues = await checkpoint.load()
  const delayLevels = options.delayLevels ?? defaultDelayLevels
  const withIndex = options.messageIndexEnable ?? true
  const checkCrc = options.checkCRCOnRecover ?? true
  const end = await recover({
    segments,
    queues,
    index,
    background,
    checkpoint: checkpointValues,
    crashed,
    checkCrc,
    withIndex,
    delayLevels,
  })
  log.startAt(end)
  background.start(checkpointValues.lastRecord)

  return new FileStore({
    folder,
    abortFile,
    lock,
    files,
    segments,
    log,
    queues,
    index,
    background,
    recoveredFromCrash: crashed,
    storeHost: options.storeHost,
    maxMessageSize: options.maxMessageSize ?? 4 * mebibyte,
    delayLevels,
    withIndex,
    rules: {
      fileReservedTime: options.fileReservedTime ?? 72,
      deleteWhen: options.deleteWhen ?? '04',
      diskMaxUsedSpaceRatio: options.diskMaxUsedSpaceRatio ?? 75,
      diskForcedCleanRatio: options.diskForcedCleanRatio ?? 100,
    },
    diskUsedRatio: await diskUsedRatio(folder),
    deleteFolderOnClose: options.memory === true,
    now,
  })
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}
