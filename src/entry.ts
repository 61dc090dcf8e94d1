/** The process: hands its command line to `cli` with every command there is. */
import {runProcess} from './cli/main.js'
import {commands} from './commands/index.js'

await runProcess(process.argv.slice(2), commands)
