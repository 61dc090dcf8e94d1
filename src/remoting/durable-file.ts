/** A small text file that is either the old or the new one, never half of it. The last content stays beside it as `.bak`. */
import {copyFile, mkdir, open, readFile, rename} from 'node:fs/promises'
import {dirname} from 'node:path'

export class DurableFile {
  private writing: Promise<void> = Promise.resolve()

  constructor(readonly path: string) {}

  /** Undefined when there is no such file. */
  read(): Promise<string | undefined> {
    return readIfThere(this.path)
  }

  /** The content, or that of `.bak` when the file is missing or empty; undefined when there is neither. */
  async readOrBackup(): Promise<string | undefined> {
    return (await this.read()) || (await readIfThere(`${this.path}.bak`)) || undefined
  }

  /** Resolves when the content is on the disk; calls are worked off in order. */
  write(content: string): Promise<void> {
    const written = this.writing.then(() => this.replace(content))
    this.writing = written.catch(() => {})
    return written
  }

  private async replace(content: string): Promise<void> {
    await mkdir(dirname(this.path), {recursive: true})
    const handle = await open(`${this.path}.tmp`, 'w')
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await copyFile(this.path, `${this.path}.bak`).catch(ignoreMissing)
    await rename(`${this.path}.tmp`, this.path)
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    return ignoreMissing(error)
  }
}

function ignoreMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
  throw error
}
