/** Flags for servers that no name server tells of. */
import {Flags} from '@oclif/core'
import {UsageError} from '../errors.js'
import {parseAddress, splitAddresses} from '../remoting/address.js'

/** Controllers of one group, as a list of addresses. */
export const controllerFlag = Flags.custom<string[]>({
  summary: 'Controllers of one group, with ; or , between them.',
  helpValue: 'HOST:PORT;…',
  required: true,
  parse: async text => {
    const addresses = splitAddresses(text)
    if (addresses.length === 0) throw new UsageError('--controller names no controller')
    return addresses.map(checked)
  },
})

export const containerFlag = Flags.custom<string>({
  summary: 'Address of the container.',
  helpValue: 'HOST:PORT',
  required: true,
  parse: async text => checked(text.trim()),
})

function checked(address: string): string {
  parseAddress(address)
  return address
}
