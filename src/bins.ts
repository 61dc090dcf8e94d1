/** What the files in `bin` run: each a process's own command line. */
import {asProcess, runProcess} from './cli/main.js'
import {commands} from './commands/index.js'

type Line = readonly string[]

export const mqadmin = (argv: Line): Promise<void> => runProcess(argv, commands)

const script = (name: 'mqnamesrv' | 'mqbroker' | 'mqshutdown') => (argv: Line) =>
  asProcess(async io => (await import('./cli/scripts.js')).script(name, argv, io))

export const mqnamesrv = script('mqnamesrv')
export const mqbroker = script('mqbroker')
export const mqshutdown = script('mqshutdown')

/** The process of a detached embedded node; see `node/embedded/embedded-main.ts`. */
export const embeddedNode = async (): Promise<void> => {
  await import('./node/embedded/embedded-main.js')
}
