/** The names of subjects and resources, checked before they are sent: a broker's words about a wrong one say little. */
import {Flags} from '@oclif/core'
import {UsageError} from '../errors.js'

const resourceTypes = ['Topic', 'Group', 'Cluster', 'Namespace']

/** `User:alice`. */
export const subjectFlag = Flags.custom<string>({
  helpValue: 'User:NAME',
  parse: async text => {
    const [, type, name] = /^(\w+):(\S+)$/.exec(text.trim()) ?? []
    if (type?.toLowerCase() === 'user' && name !== undefined) return `User:${name}`
    throw new UsageError(`'${text}' is no subject of rules`, {hint: `write User: before the name: User:${text.trim()}`})
  },
})

export const resourceFlag = Flags.custom<string>({helpValue: 'TYPE:NAME', parse: async text => resourceOf(text)})

/** Several, with commas between. */
export const resourcesFlag = Flags.custom<string[]>({
  helpValue: 'TYPE:NAME,…',
  parse: async text => [...new Set(text.split(',').map(resourceOf))],
})

/** `orders=PUB|SUB,audit=SUB` of brokers 4.x, which take a word they do not know for DENY. */
export const permsFlag = Flags.custom<string[]>({
  helpValue: 'NAME=PERM,…',
  parse: async text =>
    text
      .split(',')
      .map(part => part.trim())
      .map(permOf),
})

function permOf(part: string): string {
  if (/^[^=\s]+=(DENY|PUB|SUB|PUB\|SUB|SUB\|PUB)$/.test(part)) return part
  throw new UsageError(`'${part}' is no permission`, {hint: 'write NAME=PERM with DENY, PUB, SUB or PUB|SUB for PERM'})
}

/** `Topic:orders`, `Group:shop*`, `Cluster:*`, or `*` for everything. */
function resourceOf(text: string): string {
  const resource = text.trim()
  if (resource === '*') return resource
  const [, type = '', name] = /^(\w+):(\S+)$/.exec(resource) ?? []
  const known = resourceTypes.find(one => one.toLowerCase() === type.toLowerCase())
  if (known !== undefined) return `${known}:${name}`
  throw new UsageError(`'${resource}' is no resource of rules`, {
    hint: `write its type before the name, one of ${resourceTypes.join(', ')}: Topic:orders, Group:shop*, Cluster:*`,
  })
}
