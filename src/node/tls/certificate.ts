/** An authority of our own and a server certificate under it (X.509 v3, RFC 5280): node:crypto signs, but makes none. */
import {createHash, generateKeyPairSync, type KeyObject, randomBytes, sign} from 'node:crypto'
import {isIP} from 'node:net'
import {addressBytes, bits, instant, integer, objectId, octets, sequence, set, tagged, text, truth} from './der.js'

/** PEM texts. The authority's key is gone: it signs nothing else. */
export interface ServerCertificate {
  ca: string
  cert: string
  /** PKCS#8, as Java wants it. */
  key: string
}

const validDays = 3650
const dayMs = 24 * 60 * 60 * 1000

/** `hosts`: names and addresses that the server is reached by. */
export function makeServerCertificate(hosts: readonly string[], now = Date.now()): ServerCertificate {
  const authority = keyPair()
  const server = keyPair()
  const made = {issuer: 'mqadmin node authority', signer: authority.privateKey, now}
  const ca = certificate({
    ...made,
    subject: made.issuer,
    publicKey: authority.publicKey,
    extensions: ofAuthority(authority),
  })
  const cert = certificate({
    ...made,
    subject: hosts[0] ?? 'localhost',
    publicKey: server.publicKey,
    extensions: ofServer(authority, hosts),
  })
  return {ca, cert, key: server.privateKey.export({type: 'pkcs8', format: 'pem'}) as string}
}

type KeyPair = ReturnType<typeof keyPair>
const keyPair = () => generateKeyPairSync('ec', {namedCurve: 'P-256'})

interface Certified {
  subject: string
  issuer: string
  publicKey: KeyObject
  signer: KeyObject
  extensions: Buffer[]
  now: number
}

/**
 * Certificate ::= SEQUENCE { tbs, algorithm, signature }
 * tbs ::= SEQUENCE { [0] version, serial, algorithm, issuer, SEQUENCE { notBefore, notAfter }, subject, publicKey, [3] extensions }
 */
function certificate({subject, issuer, publicKey, signer, extensions, now}: Certified): string {
  const ecdsaWithSha256 = sequence(objectId('1.2.840.10045.4.3.2'))
  const serial = randomBytes(16)
  // positive, and of full length
  serial[0] = ((serial[0] as number) & 0x3f) | 0x40
  const signed = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(serial),
    ecdsaWithSha256,
    nameOf(issuer),
    // clocks differ
    sequence(instant(new Date(now - dayMs)), instant(new Date(now + validDays * dayMs))),
    nameOf(subject),
    spki(publicKey),
    tagged(0xa3, sequence(...extensions)),
  )
  const der = sequence(signed, ecdsaWithSha256, bits(sign('sha256', signed, signer)))
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

const spki = (key: KeyObject): Buffer => key.export({type: 'spki', format: 'der'})
const nameOf = (common: string): Buffer => sequence(set(sequence(objectId('2.5.4.3'), text(common))))
const keyId = ({publicKey}: KeyPair): Buffer => createHash('sha1').update(spki(publicKey)).digest()

const extension = (id: string, content: Buffer, critical = false): Buffer =>
  sequence(objectId(id), ...(critical ? [truth] : []), octets(content))

/** Key usage is a string of bits: `digitalSignature` is the first, `keyCertSign` the sixth, `cRLSign` the seventh. */
const ofAuthority = (authority: KeyPair): Buffer[] => [
  extension('2.5.29.19', sequence(truth), true),
  extension('2.5.29.15', bits(Buffer.from([0x06]), 1), true),
  extension('2.5.29.14', octets(keyId(authority))),
]

const ofServer = (authority: KeyPair, hosts: readonly string[]): Buffer[] => [
  extension('2.5.29.19', sequence(), true),
  extension('2.5.29.15', bits(Buffer.from([0x80]), 7), true),
  extension('2.5.29.37', sequence(objectId('1.3.6.1.5.5.7.3.1'))),
  extension('2.5.29.35', sequence(tagged(0x80, keyId(authority)))),
  extension('2.5.29.17', sequence(...hosts.map(alternativeName))),
]

const alternativeName = (host: string): Buffer =>
  isIP(host) ? tagged(0x87, addressBytes(host)) : tagged(0x82, Buffer.from(host))
