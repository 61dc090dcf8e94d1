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
