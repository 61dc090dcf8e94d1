/** What is printed when the line asks for help or names nothing we know. */

import {exitStatus} from '../errors.js'
import type {Adapted} from './argv/adapt.js'
import {type Io, print} from './io.js'
import type {CommandTable} from './main.js'

export async function help(adapted: Adapted, io: Io, commands: CommandTable): Promise<number> {
  if (adapted.kind === 'unknown') {
    const guess = adapted.suggestions.length > 0 ? `\n  did you mean: ${adapted.suggestions.join(', ')}?` : ''
    await print(io.stderr, `error: there is no command '${adapted.typed}'${guess}\n  next: mqadmin help\n`)
    return exitStatus.usage
  }
  await print(io.stdout, `${Object.keys(commands).join('\n')}\n`)
  return exitStatus.done
}
