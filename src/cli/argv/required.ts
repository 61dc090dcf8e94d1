/** What a line must have: one check for Java's names and ours, by the same data. */

import {listed} from '../../nearest.js'
import type {JavaOption} from './java-commands.js'
import type {OptionSet} from './option-set.js'

/** Throws `UsageError` naming what is missing as the user would type it. */
export function checkRequired(set: OptionSet, given: ReadonlySet<string>): void {
  const missing: string[] = []
  const ours = set.required.filter(flag => !given.has(flag) && set.javaOf(flag)?.required === undefined)
  missing.push(...ours.map(flag => set.title({flag, java: set.javaOf(flag)})))
  const groups = new Set<string>()
  for (const option of set.options) {
    const {group} = option
    if (!isRequired(option, set.javaNamed, given)) continue
    if (group === undefined) {
      if (!given.has(option.flag)) missing.push(set.title({flag: option.flag, java: option}))
    } else if (!groups.has(group)) {
      groups.add(group)
      const members = set.options.filter(member => member.group === group)
      if (!members.some(member => given.has(member.flag))) {
        const titles = members.map(member => set.titleInList({flag: member.flag, java: member}))
        missing.push(`one of ${listed(titles)}`)
      }
    }
  }
  if (missing.length === 0) return
  throw set.failure(`Missing required option${missing.length === 1 ? '' : 's'}: ${missing.join('; ')}`)
}

function isRequired({required, relaxed, unless}: JavaOption, javaNamed: boolean, given: ReadonlySet<string>): boolean {
  if (!required || relaxed === 'always' || (relaxed === 'ours' && !javaNamed)) return false
  return !unless?.some(flag => given.has(flag))
}
