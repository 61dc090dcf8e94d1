/** Files that are there as a whole or not at all. */
import {copyFile, mkdir, open, rename, rm} from 'node:fs/promises'
import {dirname} from 'node:path'
import {MqError} from '../errors.js'

interface WholeFileOptions {
  /** Nothing is left behind when it is aborted before the end. */
  signal?: AbortSignal
  /** Keeps what was there before as `.bak`. */
  backup?: boolean
}

/** Writes beside the place and moves it there, so that a link or a reader never sees a part. Throws `FILE_FAILED`. */
export async function writeWhole(
  path: string,
  text: string,
  {signal, backup = false}: WholeFileOptions = {},
): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`
  try {
    await mkdir(dirname(path), {recursive: true})
    const file = await open(draft, 'wx')
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    if (backup) await copyFile(path, `${path}.bak`).catch(ignoreMissing)
    signal?.throwIfAborted()
    await rename(draft, path)
  } catch (error) {
    await rm(draft, {force: true}).catch(() => {})
    if (error instanceof MqError) throw error
    const {code} = error as NodeJS.ErrnoException
    throw new MqError('FILE_FAILED', `cannot write ${path}: ${code ?? error}`, {cause: error, facts: {path}})
  }
}

function ignoreMissing(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
}
