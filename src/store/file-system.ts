/** The few file calls the store makes. Tests put one in between to watch their order or to let the disk fill up. */
import * as fs from 'node:fs'

export interface FileSystem {
  open(path: string, flags: string): Promise<number>
  close(fd: number): Promise<void>
  /** Bytes read: fewer than `length` only at the end of the file. */
  read(fd: number, target: Buffer, position: number): Promise<number>
  /** Writes all of `bytes`. */
  write(fd: number, bytes: Buffer, position: number): Promise<void>
  /** fdatasync: resolves when the content is on the disk. */
  sync(fd: number): Promise<void>
  resize(fd: number, size: number): Promise<void>
  unlink(path: string): Promise<void>
  /** Makes the entries of a folder durable, where the system can. */
  syncFolder(path: string): Promise<void>
}

/**
 * Writes up to this go to the system at once: they end in its memory and take less time than handing them to another thread,
 * which costs several times their CPU.
 */
const maxDirectWrite = 128 * 1024

export const nodeFileSystem: FileSystem = {
  open: (path, flags) => new Promise((resolve, reject) => fs.open(path, flags, settle(resolve, reject))),
  close: fd => new Promise((resolve, reject) => fs.close(fd, settle(resolve, reject))),
  async read(fd, target, position) {
    let done = 0
    while (done < target.length) {
      const count = await new Promise<number>((resolve, reject) =>
        fs.read(fd, target, done, target.length - done, position + done, settle(resolve, reject)),
      )
      if (count === 0) break
      done += count
    }
    return done
  },
  async write(fd, bytes, position) {
    let done = 0
    while (done < bytes.length && bytes.length <= maxDirectWrite)
      done += fs.writeSync(fd, bytes, done, bytes.length - done, position + done)
    while (done < bytes.length) {
      done += await new Promise<number>((resolve, reject) =>
        fs.write(fd, bytes, done, bytes.length - done, position + done, settle(resolve, reject)),
      )
    }
  },
  sync: fd => new Promise((resolve, reject) => fs.fdatasync(fd, settle(resolve, reject))),
  resize: (fd, size) => new Promise((resolve, reject) => fs.ftruncate(fd, size, settle(resolve, reject))),
  unlink: path => fs.promises.unlink(path),
  async syncFolder(path) {
    // Windows opens no folder
    if (process.platform === 'win32') return
    const handle = await fs.promises.open(path, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  },
}

const settle =
  <T>(resolve: (value: T) => void, reject: (error: Error) => void) =>
  (error: Error | null, value?: T): void => {
    if (error) reject(error)
    else resolve(value as T)
  }
