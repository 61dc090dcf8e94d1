/** The name server's key-value configuration (Java `KVConfigManager`), kept in `kvConfig.json`. */
import {DecodeError} from '../errors.js'
import {readJson, writeJson} from '../protocol/json.js'
import {map, object, ShapeError, str} from '../schema.js'

const kvFile = object('KVConfigSerializeWrapper', {configTable: map(map(str()))})

export class KvTable {
  private readonly table: Map<string, Map<string, string>>

  /** `text` is the content of the file; `save` writes a new one and resolves when it is on the disk. */
  constructor(
    text: string | undefined,
    private readonly save: (text: string) => Promise<void>,
  ) {
    this.table = text === undefined || text.trim() === '' ? new Map() : parse(text)
  }

  get(namespace: string, key: string): string | undefined {
    return this.table.get(namespace)?.get(key)
  }

  /** The entries of a namespace; undefined when nobody ever put one. */
  namespace(namespace: string): Map<string, string> | undefined {
    return this.table.get(namespace)
  }

  async put(namespace: string, key: string, value: string): Promise<void> {
    const entries = this.table.get(namespace) ?? new Map<string, string>()
    this.table.set(namespace, entries.set(key, value))
    await this.persist()
  }

  async delete(namespace: string, key: string): Promise<void> {
    if (this.table.get(namespace)?.delete(key)) await this.persist()
  }

  private persist(): Promise<void> {
    return this.save(writeJson({configTable: this.table}))
  }
}

function parse(text: string): Map<string, Map<string, string>> {
  try {
    return kvFile.read(readJson(text), '').configTable
  } catch (error) {
    if (error instanceof ShapeError) throw new DecodeError(`kvConfig.json: ${error.message}`, {cause: error})
    throw error
  }
}
