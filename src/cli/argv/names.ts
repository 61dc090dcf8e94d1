/** Finds the command that the first words of a line name, ours or Java's. */

import {nearest} from '../../nearest.js'
import {idOfJavaName, javaNames} from './java-commands.js'

export interface Named {
  readonly id: string
  /** How many words of the line the name took. */
  readonly words: number
  readonly java: boolean
}

const deepestId = 3

/** In any letter case; of our names the longest that fits, `topic set` and `topic:set` alike. */
export function findCommand(words: readonly string[], ids: readonly string[]): Named | undefined {
  for (let count = Math.min(deepestId, words.length); count > 0; count--) {
    const id = idOf(words.slice(0, count))
    if (ids.includes(id)) return {id, words: count, java: false}
  }
  const id = words[0] === undefined ? undefined : idOfJavaName(words[0])
  return id !== undefined && ids.includes(id) ? {id, words: 1, java: true} : undefined
}

/** The noun (or noun and group of verbs) that the words name together, e.g. `broker:config`. */
export function findNoun(words: readonly string[], ids: readonly string[]): string | undefined {
  const noun = idOf(words)
  return words.length > 0 && ids.some(id => id.startsWith(`${noun}:`)) ? noun : undefined
}

/** Names near to the words, as a user would type them. */
export function suggestNames(words: readonly string[], ids: readonly string[]): string[] {
  const [noun = '', ...rest] = idOf(words).split(':')
  const nouns = [...new Set(ids.filter(id => id.includes(':')).map(id => id.slice(0, id.indexOf(':'))))]
  const known = nouns.includes(noun) ? noun : otherNouns.get(noun)
  const nounsMeant = known === undefined ? nearest(noun, nouns) : [known]
  if (rest.length > 0) {
    const verbs = nounsMeant.flatMap(meant => suggestVerbs(meant, rest, ids))
    if (verbs.length > 0) return verbs.slice(0, 3)
    if (nounsMeant.length > 0) return nounsMeant
  }
  const single = ids.filter(id => !id.includes(':'))
  const java = javaNames().filter(name => ids.includes(idOfJavaName(name) ?? ''))
  const near = nearest(words[0] ?? '', [...java, ...single])
  return [...new Set([...nounsMeant, ...near])].slice(0, 3)
}

function suggestVerbs(noun: string, verbs: readonly string[], ids: readonly string[]): string[] {
  const below = ids.filter(id => id.startsWith(`${noun}:`)).map(id => id.slice(noun.length + 1))
  const spoken = (verb: string) => `${noun} ${verb}`.replaceAll(':', ' ')
  for (let count = Math.min(deepestId - 1, verbs.length); count > 0; count--) {
    const typed = verbs.slice(0, count)
    const exact = typed.join(':')
    if (below.includes(exact)) return [spoken(exact)]
    const known = otherVerbs.get(typed.at(-1) as string)
    const found = known?.map(verb => [...typed.slice(0, -1), verb].join(':')).find(verb => below.includes(verb))
    if (found !== undefined) return [spoken(found)]
    const near = nearest(exact, below)
    if (near.length > 0) return near.map(spoken)
  }
  return []
}

const idOf = (words: readonly string[]): string => words.join(':').toLowerCase()

/** Words that other tools have for our nouns and verbs. */
const otherNouns = new Map(
  Object.entries({
    consumer: 'group',
    consumergroup: 'group',
    subscription: 'group',
    msg: 'message',
    namesrv: 'nameserver',
    ns: 'nameserver',
  }),
)
const otherVerbs = new Map(
  Object.entries({
    add: ['set', 'create'],
    alter: ['set', 'update'],
    apply: ['set', 'import'],
    create: ['set', 'add'],
    delete: ['remove'],
    describe: ['get', 'status', 'config'],
    edit: ['set', 'update'],
    info: ['get', 'status'],
    ls: ['list'],
    new: ['set', 'create', 'add'],
    produce: ['send'],
    publish: ['send'],
    read: ['consume', 'get'],
    remove: ['delete'],
    rm: ['delete', 'remove'],
    search: ['find'],
    show: ['get', 'status', 'list'],
    update: ['set'],
    upsert: ['set'],
  }),
)
