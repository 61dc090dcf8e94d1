/** What the files in `bin` run: each a process's own command line. */
import {runProcess} from './cli/main.js'
import {commands} from './commands/index.js'

export const mqadmin = (argv: readonly string[]): Promise<void> => runProcess(argv, commands)
