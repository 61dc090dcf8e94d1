import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {createServer} from 'node:net'
import {describe, expect, it, onTestFinished} from 'vitest'
import type {ChildMessage} from '../../src/node/engine.js'
import {completeSpec, type NodeRequest, nodeSpec} from '../../src/node/spec.js'
import {writeJson} from '../../src/protocol/json.js'
import {embeddedEntry} from './harness.js'

async function child() {
  const started = spawn(process.execPath, [await embeddedEntry()], {stdio: ['ignore', 'inherit', 'inherit', 'ipc']})
  onTestFinished(() => void started.kill('SIGKILL'))
  return started
}

const textOf = (request: NodeRequest) => writeJson(nodeSpec.write(completeSpec({memory: true, ...request}, () => '')))

describe('the program of an embedded node', () => {
  it('answers with its addresses and ends when it is told to', async () => {
    const program = await child()
    program.send(textOf({nameServer: {port: 0}, brokers: []}))
    const [message] = (await once(program, 'message')) as [ChildMessage]
    expect(message).toMatchObject({ready: [{role: 'nameServer', address: expect.stringMatching(/:[1-9]\d*$/)}]})
    const exit = once(program, 'exit')
    program.kill('SIGTERM')
    expect(await exit).toEqual([0, null])
  })

  it('ends when whoever started it is gone before it is ready', async () => {
    // a name server that never answers: the broker waits for it to say so
    const nameServer = createServer()
    await new Promise<void>(resolve => nameServer.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void nameServer.close())
    const nameServers = [`127.0.0.1:${(nameServer.address() as {port: number}).port}`]
    const program = await child()
    const exit = once(program, 'exit')
    program.send(textOf({nameServer: false, nameServers, brokers: [{port: 0}]}))
    const [socket] = await once(nameServer, 'connection')
    program.disconnect()
    socket.destroy()
    expect(await exit).toEqual([0, null])
  })
})
