/** A broker's name and id belong to one broker: name servers let whoever registers last take them over, and its messages with them. */
import {MqError} from '../errors.js'
import type {Remoting} from '../remoting/remoting.js'
import {brokerVersion, registeredBrokers} from './probe.js'
import type {ServerState} from './state.js'

/** Throws `NODE_FAILED` when a live broker elsewhere is registered under the name and id of one that is to be started. */
export async function refuseTakenNames(
  servers: readonly ServerState[],
  nameServers: readonly string[],
  remoting: Remoting,
): Promise<void> {
  const brokers = servers.filter(({role, id = 0}) => role === 'broker' && id >= 0)
  if (brokers.length === 0) return
  // one that does not answer knows of nobody; that nobody can register there shows later
  const answers = await Promise.allSettled(nameServers.map(address => registeredBrokers(remoting, address)))
  for (const {name, id, address} of answers.flatMap(answer => (answer.status === 'fulfilled' ? answer.value : []))) {
    const mine = brokers.find(
      broker => broker.name === name && (broker.id ?? 0) === id && ownAddress(broker) !== address,
    )
    if (mine === undefined || !(await answersAt(address, remoting))) continue
    throw new MqError(
      'NODE_FAILED',
      `${name} is already there: a live broker at ${address} is registered under this name`,
      {
        facts: {brokerName: name, address},
        hint: 'a second one would take over its name: give this one another with --config brokerName=NAME',
      },
    )
  }
}

const ownAddress = ({address, advertised}: ServerState): string => advertised ?? address

const answersAt = (address: string, remoting: Remoting): Promise<boolean> =>
  brokerVersion(remoting, address).then(
    () => true,
    () => false,
  )
