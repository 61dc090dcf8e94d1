/** The files in `config/`: JSON as Java writes it, the previous content kept beside it as `.bak`. */
import {copyFile, mkdir, open, readFile, rename} from 'node:fs/promises'
import {dirname} from 'node:path'
import {MqError} from '../errors.js'
import {readJson, writeJson} from '../protocol/json.js'
import {type Field, ShapeError} from '../schema.js'

export class ConfigFile<T> {
  private saving: Promise<void> = Promise.resolve()
  /** What is to be written next, when a write is under way. */
  private waiting: {text: string; done: Promise<void>} | undefined

  constructor(
    readonly path: string,
    private readonly field: Field<T>,
  ) {}

  /**
   * The content, or that of `.bak` when the file is missing, empty or not what it should be; undefined when neither is there.
   * Throws `STORE_FAILED` when there is something but nothing that can be read.
   */
  async load(): Promise<T | undefined> {
    let failure: unknown
    for (const path of [this.path, `${this.path}.bak`]) {
      try {
        const text = await readFile(path, 'utf8')
        if (text.trim() !== '') return this.field.read(readJson(text), '')
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') failure ??= error
      }
    }
    if (failure === undefined) return undefined
    const reason = failure instanceof Error ? failure.message : String(failure)
    const hint =
      failure instanceof ShapeError ? 'the file was written by another kind of broker, or by hand' : undefined
    throw new MqError('STORE_FAILED', `Cannot read ${this.path}: ${reason}`, {
      cause: failure,
      hint,
      facts: {file: this.path},
    })
  }

  /**
   * Resolves when the content is on the disk. While one write is under way the newest of several others is all that is written.
   * Throws `STORE_FAILED`; the old content is then still there.
   */
  save(value: T): Promise<void> {
    const text = writeJson(this.field.write(value), {pretty: true})
    if (this.waiting !== undefined) {
      this.waiting.text = text
      return this.waiting.done
    }
    const next = {text, done: Promise.resolve()}
    next.done = this.saving.then(() => {
      this.waiting = undefined
      return this.replace(next.text)
    })
    this.waiting = next
    this.saving = next.done.catch(() => {})
    return next.done
  }

  private async replace(text: string): Promise<void> {
    const temporary = `${this.path}.tmp`
    try {
      await mkdir(dirname(this.path), {recursive: true})
      const handle = await open(temporary, 'w')
      try {
        await handle.writeFile(text)
        await handle.sync()
      } finally {
        await handle.close()
      }
      await copyFile(this.path, `${this.path}.bak`).catch(error => {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      })
      await rename(temporary, this.path)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new MqError('STORE_FAILED', `Cannot write ${this.path}: ${reason}`, {
        cause: error,
        facts: {file: this.path},
      })
    }
  }
}
