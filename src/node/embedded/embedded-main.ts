/**
 * The program of a detached embedded node. It gets its spec over IPC, answers with its addresses or with what went wrong, and
 * then serves until it is told to end. Its output is the node's log.
 */
import {asMqError} from '../../errors.js'
import type {ChildMessage} from '../engine.js'
import {nodeSpec} from '../spec.js'
import {type Serving, serve} from './serve.js'

let ending = false
let answered = false
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

function answer(message: ChildMessage): void {
  answered = true
  process.send?.(message, undefined, undefined, () => process.connected && process.disconnect())
}

process.once('message', async raw => {
  serving = serve(nodeSpec.read(JSON.parse(String(raw)), ''), {log: line => process.stdout.write(`${line}\n`)})
  try {
    const {servers} = await serving
    if (process.connected) answer({ready: servers})
    else await end()
  } catch (error) {
    const {code, message, facts, hint, stack} = asMqError(error)
    process.stdout.write(`${stack}\n`)
    process.exitCode = 1
    if (process.connected) answer({failed: {code, message, facts, hint}})
  }
})
// whoever started us is gone before it learnt our addresses: nobody would find us
process.once('disconnect', () => {
  if (!answered) void end()
})
process.on('SIGTERM', () => void end())
process.on('SIGINT', () => void end())
