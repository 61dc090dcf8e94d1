/**
 * One endless file cut into files of equal size, as Java's `MappedFileQueue`: each is named by the offset of its first byte in
 * 20 digits and has its full size from the beginning (Java maps it and refuses another size). Unwritten parts are holes.
 */
import {mkdir, readdir, rm, stat} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {MqError} from '../errors.js'
import type {OpenFiles} from './open-files.js'

export class SegmentFiles {
  /** First offsets of the files, ascending. */
  private starts: number[] = []

  constructor(
    private readonly files: OpenFiles,
    readonly folder: string,
    readonly fileSize: number,
  ) {}

  /** The size of the files in a folder, by the first one that has any; undefined when there is none. */
  static async sizeIn(folder: string): Promise<number | undefined> {
    for (const name of await namesIn(folder)) {
      const {size} = await stat(join(folder, name))
      if (size > 0) return size
    }
    return undefined
  }

  /** Finds the files that are there. One of another size, which a crash leaves while it is made, is dropped when it is empty, else resized. */
  async load(): Promise<this> {
    this.starts = []
    for (const name of await namesIn(this.folder)) {
      const start = Number(name)
      const path = join(this.folder, name)
      const {size} = await stat(path)
      if (size === 0) {
        await this.files.delete(path)
        continue
      }
      if (start % this.fileSize !== 0)
        throw new MqError('STORE_FAILED', `${path} does not begin where a file of ${this.fileSize} bytes can`, {
          hint: 'the files of a folder must have one size: was one of them shortened?',
        })
      if (size !== this.fileSize) await this.files.resize(path, this.fileSize)
      this.starts.push(start)
    }
    return this
  }

  get fileCount(): number {
    return this.starts.length
  }

  /** Offset of the first byte that is there. */
  get start(): number {
    return this.starts[0] ?? 0
  }

  /** Offset behind the last file. */
  get end(): number {
    const last = this.starts.at(-1)
    return last === undefined ? 0 : last + this.fileSize
  }

  /** First offset of the file an offset lies in. */
  fileStart(offset: number): number {
    return offset - (offset % this.fileSize)
  }

  fileStarts(): readonly number[] {
    return this.starts
  }

  path(start: number): string {
    return join(this.folder, String(start).padStart(20, '0'))
  }

  /** Reads up to `length` bytes; fewer where a file is missing. */
  async read(offset: number, length: number): Promise<Buffer> {
    const target = Buffer.allocUnsafe(length)
    let done = 0
    while (done < length) {
      const at = offset + done
      const start = this.fileStart(at)
      if (!this.starts.includes(start)) break
      const part = Math.min(length - done, start + this.fileSize - at)
      const count = await this.files.read(this.path(start), target.subarray(done, done + part), at - start)
      done += count
      if (count < part) break
    }
    return target.subarray(0, done)
  }

  /** Writes bytes, over the border of files too, and makes the files that are missing. */
  async write(offset: number, bytes: Buffer): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const at = offset + done
      const start = this.fileStart(at)
      if (!this.starts.includes(start)) await this.create(start)
      const part = Math.min(bytes.length - done, start + this.fileSize - at)
      await this.files.write(this.path(start), bytes.subarray(done, done + part), at - start)
      done += part
    }
  }

  /** Brings all that was written to the disk. */
  async sync(): Promise<void> {
    for (const start of this.starts) await this.files.sync(this.path(start))
  }

  /** Removes what lies at and behind an offset: later files, and the rest of its own file becomes zeros again. */
  async cut(offset: number): Promise<void> {
    for (const start of this.starts.filter(start => start >= offset)) await this.drop(start)
    const start = this.fileStart(offset)
    if (!this.starts.includes(start)) return
    await this.files.resize(this.path(start), offset - start)
    await this.files.resize(this.path(start), this.fileSize)
  }

  /** Deletes the files that end at or before an offset, never the last one; gives how many. */
  async deleteBefore(offset: number): Promise<number> {
    const old = this.starts.slice(0, -1).filter(start => start + this.fileSize <= offset)
    for (const start of old) await this.drop(start)
    return old.length
  }

  async deleteFirst(): Promise<void> {
    if (this.starts.length > 0) await this.drop(this.starts[0] as number)
  }

  async deleteAll(): Promise<void> {
    for (const start of [...this.starts]) await this.drop(start)
    await rm(this.folder, {recursive: true, force: true})
  }

  private async drop(start: number): Promise<void> {
    await this.files.delete(this.path(start))
    this.starts = this.starts.filter(other => other !== start)
  }

  private async create(start: number): Promise<void> {
    const made = await mkdir(this.folder, {recursive: true})
    await this.files.create(this.path(start), this.fileSize)
    this.starts = [...this.starts, start].sort((a, b) => a - b)
    await this.files.system.syncFolder(this.folder)
    for (let above = this.folder; made !== undefined && above.length >= made.length; ) {
      above = dirname(above)
      await this.files.system.syncFolder(above)
    }
  }
}

/** Names of 20 digits, ascending. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter(name => /^\d{20}$/.test(name)).sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
