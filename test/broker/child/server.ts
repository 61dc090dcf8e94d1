/** A broker in a process of its own, to be killed. Arguments: folder, then `key=value` settings. Prints its address when it serves. */
import {startBroker} from '../../../src/broker/index.js'

const [folder = '', ...settings] = process.argv.slice(2)
const broker = await startBroker({
  port: 0,
  folder,
  config: Object.fromEntries(settings.map(setting => setting.split('=') as [string, string])),
})
process.stdout.write(`${broker.address}\n`)
