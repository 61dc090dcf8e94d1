import {readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {afterEach, describe, expect, it} from 'vitest'
import {request} from '../../src/protocol/request.js'
import {dispatcher} from '../../src/remoting/dispatcher.js'
import {Listener, type ListenerOptions} from '../../src/remoting/listener.js'
import {Remoting, type RemotingOptions} from '../../src/remoting/remoting.js'
import {str} from '../../src/schema.js'

const pem = (name: string) => readFileSync(fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url)))
const serverTls = {cert: pem('server.pem'), key: pem('server.key'), ca: pem('ca.pem')}

const echo = request({
  name: 'ECHO',
  code: 1,
  to: 'broker',
  effect: 'read',
  header: {text: str()},
  reply: {header: {text: str()}},
})

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function server(tls: ListenerOptions['tls']): Promise<string> {
  const dispatch = dispatcher('broker', {echo}, {echo: ({text}) => ({text})}, {version: 513})
  const listener = await Listener.open({port: 0, dispatch, tls})
  cleanups.push(() => listener.close(0))
  return listener.address
}

function ask(address: string, options: RemotingOptions): Promise<{text: string}> {
  const remoting = new Remoting({requestTimeoutMs: 2000, ...options})
  cleanups.push(() => remoting.close())
  return remoting.invoke(address, echo, {text: 'x'.repeat(100_000)})
}

const answer = {text: 'x'.repeat(100_000)}

describe('TLS', () => {
  it('shares the port with plain text where it is allowed', async () => {
    const address = await server(serverTls)
    expect(await ask(address, {tls: {ca: pem('ca.pem')}})).toEqual(answer)
    expect(await ask(address, {})).toEqual(answer)
  })

  it('is the only way in where it is required', async () => {
    const address = await server({...serverTls, required: true})
    expect(await ask(address, {tls: {ca: pem('ca.pem')}})).toEqual(answer)
    await expect(ask(address, {})).rejects.toMatchObject({code: 'CONNECTION_LOST', status: 5})
  })

  it('does not trust an authority it was not told of', async () => {
    const address = await server(serverTls)
    await expect(ask(address, {tls: {ca: pem('other-ca.pem')}})).rejects.toMatchObject({
      code: 'TLS_FAILED',
      status: 5,
      sent: false,
      facts: {address, phase: 'tls'},
    })
    await expect(ask(address, {tls: {}})).rejects.toMatchObject({code: 'TLS_FAILED'})
  })

  it('checks the name unless told another one, or nothing at all', async () => {
    const address = await server(serverTls)
    await expect(ask(address, {tls: {ca: pem('ca.pem'), serverName: 'elsewhere.example'}})).rejects.toMatchObject({
      code: 'TLS_FAILED',
    })
    expect(await ask(address, {tls: {ca: pem('ca.pem'), serverName: 'localhost'}})).toEqual(answer)
    expect(await ask(address, {tls: {insecure: true}})).toEqual(answer)
  })

  it('shows a client certificate to a server that wants one', async () => {
    const address = await server({...serverTls, requestCert: true})
    const mine = {ca: pem('ca.pem'), cert: pem('client.pem'), key: pem('client.key')}
    expect(await ask(address, {tls: mine})).toEqual(answer)
    await expect(ask(address, {tls: {ca: pem('ca.pem')}})).rejects.toMatchObject({status: 5})
  })

  it('says so when the server speaks no TLS', async () => {
    const address = await server(undefined)
    await expect(ask(address, {tls: {ca: pem('ca.pem')}})).rejects.toMatchObject({
      code: 'TLS_FAILED',
      facts: {phase: 'tls'},
    })
  })
})
