import {X509Certificate} from 'node:crypto'
import {once} from 'node:events'
import type {AddressInfo} from 'node:net'
import {connect, createServer} from 'node:tls'
import {describe, expect, it, onTestFinished} from 'vitest'
import {makeServerCertificate} from '../../src/node/tls/certificate.js'
import {addressBytes, instant, objectId, tagged} from '../../src/node/tls/der.js'

describe('values of a certificate', () => {
  it.each([
    ['127.0.0.1', '7f000001'],
    ['::1', '00000000000000000000000000000001'],
    ['2001:db8::7:0:8', '20010db8000000000000000700000008'],
    ['::', '00000000000000000000000000000000'],
    ['::ffff:1.2.3.4', '00000000000000000000ffff01020304'],
  ])('the address %s', (ip, hex) => {
    expect(addressBytes(ip).toString('hex')).toBe(hex)
  })

  it('lengths beyond 127 take bytes of their own', () => {
    const head = (size: number) => tagged(4, Buffer.alloc(size)).subarray(0, -size).toString('hex')
    expect([127, 128, 255, 256, 70_000].map(head)).toEqual(['047f', '048180', '0481ff', '04820100', '0483011170'])
  })

  it('object ids and times', () => {
    expect(objectId('1.2.840.10045.4.3.2').toString('hex')).toBe('06082a8648ce3d040302')
    expect(instant(new Date('2049-12-31T23:59:59.5Z')).toString('latin1')).toBe('\x17\x0d491231235959Z')
    expect(instant(new Date('2050-01-01T00:00:00Z')).toString('latin1')).toBe('\x18\x0f20500101000000Z')
  })
})

describe('a server certificate', () => {
  const now = Date.parse('2030-01-02T03:04:05Z')
  const hosts = ['localhost', '127.0.0.1', '::1']
  const {ca, cert} = makeServerCertificate(hosts, now)

  it('is signed by an authority that signed itself, for its hosts and ten years', () => {
    const [authority, server] = [new X509Certificate(ca), new X509Certificate(cert)]
    expect([authority.ca, server.ca]).toEqual([true, false])
    expect(authority.verify(authority.publicKey)).toBe(true)
    expect(server.verify(authority.publicKey)).toBe(true)
    expect(server.checkIssued(authority)).toBe(true)
    expect(server.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1')
    expect(new Date(server.validFrom).toISOString()).toBe('2030-01-01T03:04:05.000Z')
    expect(new Date(server.validTo).toISOString()).toBe('2039-12-31T03:04:05.000Z')
  })

  it('is believed by who believes the authority, and by nobody else', async () => {
    const made = makeServerCertificate(hosts)
    const server = createServer({cert: made.cert, key: made.key}, socket => socket.end('hello'))
    server.on('tlsClientError', () => {})
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const {port} = server.address() as AddressInfo
    const socket = connect({host: '127.0.0.1', port, ca: made.ca})
    const [data] = (await once(socket, 'data')) as [Buffer]
    expect(data.toString()).toBe('hello')
    const stranger = connect({host: '127.0.0.1', port, ca: makeServerCertificate(hosts).ca})
    await expect(once(stranger, 'secureConnect')).rejects.toThrow(/certificate|signature/)
  })
})
