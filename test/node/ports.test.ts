import {createServer, type Server} from 'node:net'
import {describe, expect, it, onTestFinished} from 'vitest'
import {isFree, PortPicker} from '../../src/node/ports.js'

const host = '127.0.0.1'

async function listening(at = 0): Promise<number> {
  const server: Server = createServer()
  await new Promise<void>(resolve => server.listen(at, host, resolve))
  onTestFinished(() => void server.close())
  return (server.address() as {port: number}).port
}

describe('ports', () => {
  it('are chosen with their neighbours, none twice', async () => {
    const picker = new PortPicker(host)
    const taken = new Set<number>()
    for (let round = 0; round < 20; round++) {
      const port = await picker.take(0, [-2, 1])
      for (const each of [port - 2, port, port + 1]) {
        expect(taken.has(each)).toBe(false)
        expect(await isFree(host, each)).toBe(true)
        taken.add(each)
      }
    }
  })

  it('in use name the process that has them', async () => {
    const port = await listening()
    await expect(new PortPicker(host).take(port)).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      facts: {address: `${host}:${port}`, ...(process.platform !== 'win32' && {pid: process.pid})},
    })
  })

  it('are refused for a neighbour too', async () => {
    const asked = await new PortPicker(host).take(0, [1])
    const port = await listening(asked + 1)
    await expect(new PortPicker(host).take(asked, [1])).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: expect.stringContaining(`Port ${port} on ${host}, which the broker on ${asked} needs too`),
    })
  })

  it('are not given to two servers of one node', async () => {
    const picker = new PortPicker(host)
    const port = await picker.take(0)
    await expect(picker.take(port)).rejects.toMatchObject({code: 'PORT_IN_USE'})
  })
})
