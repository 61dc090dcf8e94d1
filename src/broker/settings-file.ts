/** Where changed settings are kept: the file that the broker was started with, or `config/broker.properties` of its store. */
import {mkdir, open, readFile, rename} from 'node:fs/promises'
import {dirname} from 'node:path'
import {properties} from '../protocol/body.js'
import {editProperties} from '../remoting/settings.js'

export class SettingsFile {
  private saving: Promise<void> = Promise.resolve()

  constructor(readonly path: string) {}

  async load(): Promise<Map<string, string>> {
    return properties().decode(Buffer.from(await this.text()))
  }

  /** Replaces these values and leaves all other lines as they are; resolves when it is on the disk. */
  save(values: ReadonlyMap<string, string>): Promise<void> {
    const saved = this.saving.then(async () => this.replace(editProperties(await this.text(), values)))
    this.saving = saved.catch(() => {})
    return saved
  }

  private async text(): Promise<string> {
    try {
      return await readFile(this.path, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
      throw error
    }
  }

  private async replace(text: string): Promise<void> {
    await mkdir(dirname(this.path), {recursive: true})
    const handle = await open(`${this.path}.tmp`, 'w')
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(`${this.path}.tmp`, this.path)
  }
}
