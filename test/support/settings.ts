/** A home folder, a project folder and streams of their own, to resolve settings in. */
import {chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {PassThrough, Readable} from 'node:stream'
import type {Io} from '../../src/cli/io.js'
import {resolveSettings, type SettingFlags} from '../../src/cli/settings.js'

export class Desk {
  readonly root = mkdtempSync(join(tmpdir(), 'mqadmin-settings-'))
  readonly cwd = join(this.root, 'project', 'deep')
  readonly config = join(this.root, 'xdg', 'mqadmin', 'config.yaml')
  readonly project = join(this.root, 'project', '.mqadmin.yaml')
  readonly rocketmqHome = join(this.root, 'rocketmq')
  env: Record<string, string> = {XDG_CONFIG_HOME: join(this.root, 'xdg'), HOME: this.root}

  constructor() {
    mkdirSync(this.cwd, {recursive: true})
  }

  write(file: string, text: string, mode = 0o600): string {
    mkdirSync(dirname(file), {recursive: true})
    writeFileSync(file, text)
    chmodSync(file, mode)
    return file
  }

  tools(text: string): void {
    this.write(join(this.rocketmqHome, 'conf', 'tools.yml'), text)
    this.env['ROCKETMQ_HOME'] = this.rocketmqHome
  }

  /** Resolved settings and what was said on stderr meanwhile. */
  async resolve(flags: SettingFlags = {}, cwd = this.cwd) {
    const stderr = new PassThrough()
    const io: Io = {
      stdout: new PassThrough(),
      stderr,
      stdin: Readable.from([]),
      env: this.env,
      cwd,
      signal: new AbortController().signal,
    }
    const settings = await resolveSettings(flags, io)
    const origins = Object.fromEntries(settings.shown().map(({setting, origin}) => [setting, origin]))
    return {settings, origins, notes: String(stderr.read() ?? '')}
  }

  remove(): void {
    rmSync(this.root, {recursive: true, force: true})
  }
}
