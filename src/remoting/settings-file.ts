/** The file that the changed settings of an embedded server are kept in, its other lines untouched. */
import {properties} from '../protocol/body.js'
import {DurableFile} from './durable-file.js'
import {editProperties} from './settings.js'

export class SettingsFile {
  private readonly file: DurableFile
  private saving: Promise<void> = Promise.resolve()

  constructor(readonly path: string) {
    this.file = new DurableFile(path)
  }

  async load(): Promise<Map<string, string>> {
    return properties().decode(Buffer.from((await this.file.read()) ?? ''))
  }

  /** Resolves when the values are on the disk. */
  save(values: ReadonlyMap<string, string>): Promise<void> {
    const saved = this.saving.then(async () => this.file.write(editProperties((await this.file.read()) ?? '', values)))
    this.saving = saved.catch(() => {})
    return saved
  }
}
