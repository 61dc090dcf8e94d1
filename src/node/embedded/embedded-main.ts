/**
 * The program of a detached embedded node. It gets its spec over IPC, answers with its addresses or with what went wrong, and
 * once it hears that they are known serves until it is told to end. Its output is the node's log.
 */
import {asMqError} from '../../errors.js'
import {addressesKnown, type ChildMessage} from '../engine.js'
import {nodeSpec} from '../spec.js'
import {type Serving, serve} from './serve.js'

let ending = false
let known = false
let serving: Promise<Serving> | undefined

/** Node ends by itself once all servers are closed. */
async function end(): Promise<void> {
  if (ending) return
  ending = true
  await serving?.then(
    ({close}) => close(),
    () => {},
  )
  if (process.connected) process.disconnect()
}

/** One that cannot be told shows in `disconnect`. */
function answer(message: ChildMessage): void {
  process.send?.(message, undefined, undefined, () => {})
}

async function start(text: string): Promise<void> {
  try {
    serving = serve(nodeSpec.read(JSON.parse(text), ''), {log: line => process.stdout.write(`${line}\n`)})
    const {servers} = await serving
    answer({ready: servers})
  } catch (error) {
    const {code, message, facts, hint, stack} = asMqError(error)
    process.stdout.write(`${stack}\n`)
    process.exitCode = 1
    answer({failed: {code, message, facts, hint}})
  }
}

process.on('message', message => {
  if (message !== addressesKnown) void start(String(message))
  else known = true
})
// whoever started us is gone before it noted our addresses: nobody would find us
process.once('disconnect', () => {
  if (!known) void end()
})
process.on('SIGTERM', () => void end())
process.on('SIGINT', () => void end())
