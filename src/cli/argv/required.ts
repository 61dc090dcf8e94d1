/** What a line must have: one check for Java's names and ours, by the same data. */

import {UsageError} from '../../errors.js'
import {listed} from '../../nearest.js'
import type {Adapted} from './adapt.js'
import type {JavaOption} from './java-commands.js'
import type {OptionSet} from './option-set.js'

type Run = Extract<Adapted, {kind: 'run'}>

/** Flags of ours of which one must be given; mostly it is only one. `title` is how the user would type it. */
export type Missing = readonly {flag: string; title: string}[]

/** Names what is missing as the user would type it. Who can be asked may complete `run` and go on. */
export class MissingOptions extends UsageError {
  constructor(
    set: OptionSet,
    readonly missing: readonly Missing[],
    /** The line as far as it goes. */
    readonly run: Run,
  ) {
    const words = missing.map(([first, ...others]) =>
      others.length === 0 ? first?.title : `one of ${listed([first, ...others].map(option => option?.title ?? ''))}`,
    )
    const {message, hint} = set.failure(`Missing required option${words.length === 1 ? '' : 's'}: ${words.join('; ')}`)
    super(message, {hint})
  }
}

export function missingOptions(set: OptionSet, given: ReadonlySet<string>): Missing[] {
  const missing: Missing[] = set.required
    .filter(flag => !given.has(flag) && set.javaOf(flag)?.required === undefined)
    .map(flag => [{flag, title: set.title({flag, java: set.javaOf(flag)})}])
  const groups = new Set<string>()
  for (const option of set.options) {
    const {flag, group} = option
    if (!isRequired(option, set.javaNamed, given)) continue
    if (group === undefined) {
      if (!given.has(flag)) missing.push([{flag, title: set.title({flag, java: option})}])
    } else if (!groups.has(group)) {
      groups.add(group)
      const members = set.options.filter(member => member.group === group)
      if (!members.some(member => given.has(member.flag)))
        missing.push(
          members.map(member => ({flag: member.flag, title: set.titleInList({flag: member.flag, java: member})})),
        )
    }
  }
  return missing
}

function isRequired({required, relaxed, unless}: JavaOption, javaNamed: boolean, given: ReadonlySet<string>): boolean {
  if (!required || relaxed === 'always' || (relaxed === 'ours' && !javaNamed)) return false
  return !unless?.some(flag => given.has(flag))
}
