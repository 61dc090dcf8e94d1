/** Who asks, and over what: wrong keys, wrong authorities, and secrets that must not show, under every command that asks servers. */
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {mqadmin, type Ran} from '../support/cli.js'
import {Rogue} from '../support/rogue.js'
import {Desk} from '../support/settings.js'
import {expectReadable, toldError} from '../support/told.js'
import {classes, type Line, lineOf, remoteIds} from './lines.js'
import {clerk, openWorld, operator, type World} from './world.js'

const tlsFile = (name: string) => fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url))
const pem = (name: string) => readFileSync(tlsFile(name))
const serverTls = {cert: pem('server.pem'), key: pem('server.key'), ca: pem('ca.pem')}

/** It shows the same rows with or without answers. */
const alwaysShown = new Set(['cluster:list', 'context:test'])

describe.each(remoteIds)('%s', id => {
  const desk = new Desk()
  let world: World
  let rogue: Rogue
  let line: Line
  let asksBroker: boolean
  let asksAdmin: boolean
  const run = (more: readonly string[], env: Record<string, string>): Promise<Ran> => {
    rogue.seen.length = 0
    return mqadmin([...line.argv, ...more], {env: {...rogue.env, ...env}, cwd: desk.cwd})
  }
  const as = ({accessKey, secretKey}: {accessKey: string; secretKey: string}) => ({
    MQADMIN_ACCESS_KEY: accessKey,
    MQADMIN_SECRET_KEY: secretKey,
  })
  beforeAll(async () => {
    world = await openWorld({secured: true})
    await world.restore(id)
    rogue = await Rogue.open(world.cluster)
    line = lineOf(id, world)
    expect(await run([], as(operator))).toMatchObject({status: 0, stderr: ''})
    asksBroker = rogue.seen.some(({server}) => server === 'broker-a')
    asksAdmin = rogue.seen.some(({server, request}) => server === 'broker-a' && request.effect !== 'read')
    await world.restore(id)
  })
  afterAll(async () => {
    desk.remove()
    await rogue.close()
    await world.close()
  })

  it.each([
    ['no account', {}, /username cannot be null/],
    ['an unknown account', as({accessKey: 'stranger', secretKey: 'x'}), /stranger is not found/],
    ['a wrong secret', as({...operator, secretKey: 'another-secret'}), /check signature failed/],
  ])('%s', async (_, env, remark) => {
    if (!asksBroker) return
    const ran = await run([], env)
    expect(ran.status).toBe(4)
    expectReadable(ran)
    expect(ran.stderr).toMatch(remark)
    expect(ran.stderr).toMatch(/\n {2}next: .*mqadmin context show\n/)
    if (!alwaysShown.has(id)) expect(ran.stdout).toBe('')
    const told = toldError(await run(['--output', 'json'], env))
    for (const failure of (told.failures ?? [told]).filter(({code}) => code !== 'NOT_TRIED'))
      expect(failure).toMatchObject({code: 'NO_PERMISSION', status: 4})
    await world.restore(id)
  })

  it('an account that may not change it', async () => {
    const ran = await run([], as(clerk))
    if (!asksAdmin || classes.get(id)?.effect === 'read') expect(ran.status).toBe(0)
    else expect(ran.status).toBeOneOf([0, 4, 6])
    if (ran.status !== 0) expect(ran.stderr).toContain('has no permission')
    await world.restore(id)
  })

  it('a configured credential that cannot be read, or half of one, is no anonymous call', async () => {
    for (const [more, env] of [
      [['--access-key', 'operator'], {}],
      [['--access-key', 'operator', '--secret-key-file', join(desk.root, 'nowhere')], {}],
      [[], {MQADMIN_SECRET_KEY: operator.secretKey}],
    ] as const) {
      const ran = await run(more, env)
      expect(ran).toMatchObject({status: 4, stdout: ''})
      expectReadable(ran)
      expect(rogue.seen).toEqual([])
    }
  })

  it('shows no secret and no signature, whatever happens', async () => {
    const file = desk.write(join(desk.root, 'secret'), `${operator.secretKey}\n`)
    const given = ['--access-key', 'operator', '--secret-key-file', file]
    const signatures = new Set<string>()
    for (const [more, spoil] of [
      [['--verbose'], false],
      [['--verbose', '--output', 'json'], false],
      [['--verbose'], true],
      [['--verbose', '--output', 'json'], true],
    ] as const) {
      rogue.misdeed = seen => {
        signatures.add(seen.fields['Signature'] as string)
        return spoil && seen.server === 'broker-a' ? {code: 16, remark: 'no'} : undefined
      }
      const ran = await run([...given, ...more], {})
      rogue.misdeed = () => undefined
      await world.restore(id)
      expect(signatures.size).toBeGreaterThan(0)
      for (const secret of [operator.secretKey, ...signatures])
        expect(`${ran.stdout}${ran.stderr}`).not.toContain(secret)
    }
  })
})

describe.each(remoteIds)('%s over TLS', id => {
  const desk = new Desk()
  let world: World
  let rogue: Rogue
  let plain: Rogue
  let line: Line
  /** Whom it asks first. */
  let first: string
  const run = (more: readonly string[], to = rogue): Promise<Ran> =>
    mqadmin([...line.argv, ...more], {env: to.env, cwd: desk.cwd})
  beforeAll(async () => {
    world = await openWorld()
    await world.restore(id)
    rogue = await Rogue.open(world.cluster, {tls: {...serverTls, required: true}})
    plain = await Rogue.open(world.cluster)
    line = lineOf(id, world)
    expect(await run([], plain)).toMatchObject({status: 0, stderr: ''})
    first = plain.seen[0]?.server as string
    plain.seen.length = 0
    await world.restore(id)
  })
  afterAll(async () => {
    desk.remove()
    await rogue.close()
    await plain.close()
    await world.close()
  })

  it('works with the right authority, or without looking', async () => {
    expect(await run(['--tls-ca', tlsFile('ca.pem')])).toMatchObject({status: 0, stderr: ''})
    await world.restore(id)
    expect(await run(['--tls-insecure'])).toMatchObject({status: 0, stderr: ''})
  })

  it.each([
    ['another authority', ['--tls-ca', tlsFile('other-ca.pem')]],
    ['no authority', ['--tls']],
    ['another name', ['--tls-ca', tlsFile('ca.pem'), '--tls-server-name', 'elsewhere.example']],
  ])('is refused with %s', async (_, more) => {
    rogue.seen.length = 0
    const ran = await run(more)
    expect(ran.status).toBe(5)
    expectReadable(ran)
    expect(ran.stderr).toContain(rogue.addressOf(first))
    expect(ran.stderr).toContain('phase tls')
    expect(ran.stderr).toMatch(/next: .*--tls/)
    const told = toldError(await run([...more, '--output', 'json']))
    expect(told.failures?.[0] ?? told).toMatchObject({code: 'TLS_FAILED', phase: 'tls'})
    expect(rogue.seen).toEqual([])
  })

  it('does not speak plain where TLS is wanted, nor the other way round', async () => {
    const brief = id.endsWith(':wait') ? ['--timeout', '1s'] : []
    const unsecured = await run(brief)
    expect(unsecured.status).toBe(5)
    expectReadable(unsecured)
    const tooSecure = await run(['--tls-ca', tlsFile('ca.pem'), ...brief], plain)
    expect(tooSecure.status).toBe(5)
    expectReadable(tooSecure)
    expect(plain.seen).toEqual([])
  })
})
