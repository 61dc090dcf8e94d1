/** Open file descriptors by path: a bounded number, the longest unused closed first. */
import type {FileSystem} from './file-system.js'

interface OpenFile {
  fd: Promise<number>
  users: number
}

export class OpenFiles {
  /** In the order of their last use. */
  private readonly open = new Map<string, OpenFile>()
  private readonly unsynced = new Set<string>()

  constructor(
    readonly system: FileSystem,
    private readonly limit = 256,
  ) {}

  async read(path: string, target: Buffer, position: number): Promise<number> {
    return this.use(path, fd => this.system.read(fd, target, position))
  }

  async write(path: string, bytes: Buffer, position: number): Promise<void> {
    this.unsynced.add(path)
    return this.use(path, fd => this.system.write(fd, bytes, position))
  }

  async resize(path: string, size: number): Promise<void> {
    this.unsynced.add(path)
    return this.use(path, fd => this.system.resize(fd, size))
  }

  /** Makes an empty file of a size; the disk gives its blocks only when they are written. */
  async create(path: string, size: number): Promise<void> {
    const fd = await this.system.open(path, 'wx+')
    try {
      await this.system.resize(fd, size)
    } catch (error) {
      await this.system.close(fd)
      await this.system.unlink(path)
      throw error
    }
    this.open.set(path, {fd: Promise.resolve(fd), users: 0})
    this.unsynced.add(path)
    await this.closeUnused()
  }

  /** Brings a file to the disk, if it was written since the last time. */
  async sync(path: string): Promise<void> {
    if (!this.unsynced.delete(path)) return
    try {
      await this.use(path, fd => this.system.sync(fd))
    } catch (error) {
      this.unsynced.add(path)
      throw error
    }
  }

  async syncAll(): Promise<void> {
    for (const path of [...this.unsynced]) await this.sync(path)
  }

  async delete(path: string): Promise<void> {
    this.unsynced.delete(path)
    const file = this.open.get(path)
    this.open.delete(path)
    // a reader that is under way keeps the content, as unlink does
    if (file !== undefined && file.users === 0) await this.system.close(await file.fd)
    await this.system.unlink(path)
  }

  async closeAll(): Promise<void> {
    const files = [...this.open.values()]
    this.open.clear()
    for (const {fd} of files) await this.system.close(await fd)
  }

  private async use<T>(path: string, work: (fd: number) => Promise<T>): Promise<T> {
    const file = this.open.get(path) ?? {fd: this.system.open(path, 'r+'), users: 0}
    this.open.delete(path)
    this.open.set(path, file)
    file.users++
    try {
      return await work(await file.fd)
    } catch (error) {
      if ((await failedToOpen(file)) && this.open.get(path) === file) this.open.delete(path)
      throw error
    } finally {
      file.users--
      if (this.open.size > this.limit || this.open.get(path) !== file) await this.closeUnused(file, path)
    }
  }

  private async closeUnused(used?: OpenFile, path = ''): Promise<void> {
    if (used !== undefined && used.users === 0 && this.open.get(path) !== used && !(await failedToOpen(used)))
      await this.system.close(await used.fd)
    for (const [key, file] of this.open) {
      if (this.open.size <= this.limit) return
      if (file.users > 0) continue
      this.open.delete(key)
      await this.system.close(await file.fd)
    }
  }
}

const failedToOpen = (file: OpenFile): Promise<boolean> =>
  file.fd.then(
    () => false,
    () => true,
  )
