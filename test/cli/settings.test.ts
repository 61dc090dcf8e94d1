import {createHash, generateKeyPairSync} from 'node:crypto'
import {realpathSync, symlinkSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import type {SettingFlags, Settings} from '../../src/cli/settings.js'
import {Desk} from '../support/settings.js'

let desk: Desk

beforeEach(() => {
  desk = new Desk()
})
afterEach(() => desk.remove())

/** Puts a project file there and says in the file of contexts that it is trusted. */
const trusting = (text: string): string => {
  desk.write(desk.project, text)
  return `trusted:\n  ${realpathSync(desk.project)}: ${createHash('sha256').update(text).digest('hex')}\n`
}

interface Row {
  setting: string
  flag?: (value: string) => SettingFlags
  /** Environment variables, the strongest first. */
  variables: ((value: string) => Record<string, string>)[]
  key: (value: string) => string
  /** Values for flag, variables, named context, project file, context in use; each different. */
  values: string[]
  fallback: unknown
  effective: (settings: Settings) => unknown
  /** How a value looks in the settings. */
  seen?: (value: string) => unknown
  projectCannot?: boolean
}

const yes = (value: string) => value === 'true'
const pem = (name: string) => `${name} contents`

const table: Row[] = [
  {
    setting: 'nameServers',
    flag: value => ({namesrvAddr: value}),
    variables: [value => ({JAVA_OPT: `-Xmx1g -Drocketmq.namesrv.addr=${value}`}), value => ({NAMESRV_ADDR: value})],
    key: value => `nameServers: ${value}`,
    values: ['a:1;b:2', 'c:1', 'd:1,d:2', 'e:1', 'f:1', 'g:1'],
    fallback: ['127.0.0.1:9876'],
    effective: settings => settings.nameServers,
    seen: value => value.split(/[;,]/),
  },
  {
    setting: 'brokerMap',
    flag: value => ({'broker-map': value}),
    variables: [value => ({MQADMIN_BROKER_MAP: value})],
    key: value => `brokerMap: '${value}'`,
    values: ['a:1=b:1', 'a:1=b:2', 'a:1=b:3', '*:1=b:4', 'a:1=b:5'],
    fallback: undefined,
    effective: settings => settings.brokerMap,
  },
  {
    setting: 'output',
    flag: value => ({output: value as 'json'}),
    variables: [value => ({MQADMIN_OUTPUT: value})],
    key: value => `output: ${value}`,
    values: ['json', 'yaml', 'csv', 'plain', 'table'],
    fallback: undefined,
    effective: settings => settings.output,
  },
  {
    setting: 'timeout',
    flag: value => ({timeout: Number(value) * 1000}),
    variables: [value => ({MQADMIN_TIMEOUT: `${value}s`})],
    key: value => `timeout: ${value}s`,
    values: ['1', '2', '3', '4', '5'],
    fallback: 30_000,
    effective: settings => settings.timeoutMs,
    seen: value => Number(value) * 1000,
  },
  {
    setting: 'requestTimeout',
    flag: value => ({'request-timeout': Number(value) * 1000}),
    variables: [value => ({MQADMIN_REQUEST_TIMEOUT: `${value}s`})],
    key: value => `requestTimeout: ${value}s`,
    values: ['1', '2', '3', '4', '5'],
    fallback: undefined,
    effective: settings => settings.requestTimeoutMs,
    seen: value => Number(value) * 1000,
  },
  {
    setting: 'zone',
    variables: [value => ({MQADMIN_ZONE: value}), value => ({JAVA_OPT: `-Duser.timezone=${value}`})],
    key: value => `zone: ${value}`,
    values: ['UTC', 'Asia/Shanghai', 'Europe/Berlin', 'Asia/Tokyo', 'America/Lima'],
    fallback: undefined,
    effective: settings => settings.zone,
  },
  {
    setting: 'tls',
    flag: value => ({tls: yes(value)}),
    variables: [value => ({MQADMIN_TLS: value}), value => ({JAVA_OPT: `-Dtls.enable=${value}`})],
    key: value => `tls: ${value}`,
    values: ['true', 'false', 'true', 'false', 'true', 'false'],
    fallback: false,
    effective: settings => settings.tls !== undefined,
    seen: yes,
  },
  {
    setting: 'tls.ca',
    flag: value => ({'tls-ca': join(desk.root, value)}),
    variables: [value => ({MQADMIN_TLS_CA: join(desk.root, value)})],
    key: value => `tls:\n  ca: ${join(desk.root, value)}`,
    values: ['1.pem', '2.pem', '3.pem', '4.pem', '5.pem'],
    fallback: undefined,
    effective: settings => settings.tls?.ca,
    seen: pem,
  },
  {
    setting: 'tls.serverName',
    flag: value => ({'tls-server-name': value}),
    variables: [value => ({MQADMIN_TLS_SERVER_NAME: value})],
    key: value => `tls:\n  serverName: ${value}`,
    values: ['a', 'b', 'c', 'd', 'e'],
    fallback: undefined,
    effective: settings => settings.tls?.serverName,
  },
  {
    setting: 'accessKey',
    flag: value => ({
      'access-key': value,
      'secret-key-file': desk.write(join(desk.root, `${value}.secret`), `${value}-secret\n`),
    }),
    variables: [value => ({MQADMIN_ACCESS_KEY: value, MQADMIN_SECRET_KEY: `${value}-secret`})],
    key: value => `accessKey: ${value}\nsecretKey: ${value}-secret`,
    values: ['flag', 'variable', 'named', 'used'],
    fallback: {accessKey: 'installed', secretKey: '0123'},
    effective: settings => settings.credentials,
    seen: value => ({accessKey: value, secretKey: `${value}-secret`}),
    projectCannot: true,
  },
]

const indent = (text: string, by: string) => text.replace(/^/gm, by)

describe.each(table)('$setting', row => {
  const {key, values, effective, fallback, seen = value => value} = row
  const levels: {name: string; origin: RegExp; set(value: string, state: State): void}[] = [
    ...(row.flag
      ? [
          {
            name: 'flag',
            origin: /^--/,
            set: (value: string, state: State) => Object.assign(state.flags, row.flag?.(value)),
          },
        ]
      : []),
    ...row.variables.map((variable, at) => ({
      name: `variable ${at + 1}`,
      origin: /^(MQADMIN_|NAMESRV_ADDR|JAVA_OPT -D)/,
      set: (value: string, state: State) => Object.assign(state.env, variable(value)),
    })),
    {name: 'context named', origin: /^context named$/, set: (value, state) => (state.named = key(value))},
    ...(row.projectCannot
      ? []
      : [
          {
            name: 'project file',
            origin: /\.mqadmin\.yaml$/,
            set: (value: string, state: State) => (state.project = key(value)),
          },
        ]),
    {name: 'context in use', origin: /^context used$/, set: (value, state) => (state.used = key(value))},
  ] as typeof levels

  interface State {
    flags: SettingFlags
    env: Record<string, string>
    named: string
    project: string
    used: string
  }

  /** All levels from this one down say something; those above are silent. */
  async function resolveFrom(first: number) {
    const state: State = {flags: {}, env: {}, named: '', project: '', used: ''}
    for (const [at, level] of levels.entries()) if (at >= first) level.set(values[at] as string, state)
    for (const name of ['1.pem', '2.pem', '3.pem', '4.pem', '5.pem']) desk.write(join(desk.root, name), pem(name))
    if (row.setting === 'accessKey') desk.tools('accessKey: installed\nsecretKey: 0123\n')
    const trusted = state.project === '' ? '' : trusting(`${state.project}\n`)
    const context = (name: string, text: string) => `  ${name}:\n${text === '' ? '' : `${indent(text, '    ')}\n`}`
    desk.write(
      desk.config,
      `current: used\ncontexts:\n${context('named', state.named)}${context('used', state.used)}${trusted}`,
    )
    Object.assign(desk.env, state.env)
    return desk.resolve({...state.flags, context: 'named'})
  }

  it.each(levels.map((level, at) => ({...level, at})))('$name beats what comes after it', async ({at, origin}) => {
    const {settings, origins} = await resolveFrom(at)
    expect(effective(settings)).toEqual(seen(values[at] as string))
    expect(origins[row.setting]).toMatch(origin)
  })

  it('has a default', async () => {
    expect(effective((await resolveFrom(levels.length)).settings)).toEqual(fallback)
  })
})

describe('which context', () => {
  const config =
    'current: a\ncontexts:\n  a:\n    nameServers: a:1\n  b:\n    nameServers: b:1\n  c:\n    nameServers: c:1\n'

  it('is the flag, then MQADMIN_CONTEXT, then the project file, then the one in use', async () => {
    desk.write(desk.config, config + trusting('context: b\n'))
    desk.env['MQADMIN_CONTEXT'] = 'c'
    expect((await desk.resolve({context: 'a'})).settings.context?.name).toBe('a')
    expect((await desk.resolve()).settings.context?.name).toBe('c')
    delete desk.env['MQADMIN_CONTEXT']
    expect((await desk.resolve()).settings.context?.name).toBe('b')
    desk.write(desk.config, config)
    expect((await desk.resolve()).settings).toMatchObject({context: {name: 'a'}, nameServers: ['a:1']})
  })

  it.each([
    ['--context', {context: 'nope'}, {}],
    ['MQADMIN_CONTEXT', {}, {MQADMIN_CONTEXT: 'nope'}],
  ])('that %s names wrongly is a usage error naming those there are', async (origin, flags, env) => {
    desk.write(desk.config, config)
    Object.assign(desk.env, env)
    await expect(desk.resolve(flags)).rejects.toMatchObject({
      status: 2,
      message: `${origin}: there is no context 'nope'`,
      hint: 'known: a, b, c',
    })
  })

  it('is none without a home folder', async () => {
    desk.env = {}
    expect((await desk.resolve()).settings).toMatchObject({context: undefined, nameServers: ['127.0.0.1:9876']})
  })

  it('guards also when the name servers are said on the line', async () => {
    desk.write(
      desk.config,
      'current: a\ncontexts:\n  a:\n    nameServers: a:1\n    readOnly: true\n    protected: true\n',
    )
    const {settings} = await desk.resolve({namesrvAddr: 'elsewhere:1'})
    expect(settings.context).toEqual({name: 'a', readOnly: true, protected: true})
  })
})

describe('how a cluster is reached', () => {
  it('is not mixed from two contexts', async () => {
    desk.write(
      desk.config,
      'current: used\ncontexts:\n  plain:\n    nameServers: p:1\n  used:\n    nameServers: u:1\n    tls: true\n    brokerMap: a:1=b:1\n    output: json\n    readOnly: true\n',
    )
    const {settings} = await desk.resolve({context: 'plain'})
    expect(settings).toMatchObject({
      tls: undefined,
      brokerMap: undefined,
      output: 'json',
      context: {name: 'plain', readOnly: false},
    })
  })
})

it('says that a variable leads away from the context that was named', async () => {
  desk.write(desk.config, 'contexts:\n  stage:\n    nameServers: stage:1\n')
  desk.env['NAMESRV_ADDR'] = 'prod:1'
  const {settings, notes} = await desk.resolve({context: 'stage'})
  expect(settings.nameServers).toEqual(['prod:1'])
  expect(notes).toBe("note: NAMESRV_ADDR comes before the name servers of context 'stage': this goes to prod:1\n")
  desk.env['NAMESRV_ADDR'] = 'stage:1'
  expect((await desk.resolve({context: 'stage'})).notes).toBe('')
})

describe('credentials of a context', () => {
  const config = 'current: a\ncontexts:\n  a:\n    nameServers: a:1;a:2\n    accessKey: key\n    secretKey: hush-hush\n'

  it('go to its own name servers', async () => {
    desk.write(desk.config, config)
    desk.env['NAMESRV_ADDR'] = 'A:2'
    const {settings, notes} = await desk.resolve()
    expect(settings.credentials?.accessKey).toBe('key')
    expect(notes).toBe('')
  })

  it.each([
    ['flag', {namesrvAddr: 'a:1;other:1'}, {}],
    ['variable', {}, {NAMESRV_ADDR: 'other:1'}],
  ])('are dropped, with a note, when a %s leads elsewhere', async (_, flags, env) => {
    desk.write(desk.config, config)
    Object.assign(desk.env, env)
    const {settings, notes} = await desk.resolve(flags)
    expect(settings.credentials).toBeUndefined()
    expect(notes).toMatch(
      /^note: the credentials of context a are not sent to (a:1;)?other:1, which is not its address\n$/,
    )
    expect((await desk.resolve({...flags, quiet: true})).notes).toBe('')
  })

  it('give way to credentials on the line, which go anywhere', async () => {
    desk.write(desk.config, config)
    Object.assign(desk.env, {MQADMIN_ACCESS_KEY: 'mine', MQADMIN_SECRET_KEY: 'own'})
    const {settings, notes} = await desk.resolve({namesrvAddr: 'other:1'})
    expect(settings.credentials).toMatchObject({accessKey: 'mine', secretKey: 'own'})
    expect(notes).toBe('')
  })

  it('are not replaced by those of the context in use', async () => {
    desk.write(desk.config, `${config}  b:\n    nameServers: b:1\n`)
    expect((await desk.resolve({context: 'b'})).settings.credentials).toBeUndefined()
  })

  it('take the client certificate with them', async () => {
    desk.write(
      desk.config,
      'current: a\ncontexts:\n  a:\n    nameServers: a:1\n    tls:\n      cert: c.pem\n      key: k.pem\n',
    )
    for (const name of ['c.pem', 'k.pem']) desk.write(join(desk.root, 'xdg', 'mqadmin', name), pem(name))
    expect((await desk.resolve()).settings.tls).toMatchObject({cert: pem('c.pem'), key: pem('k.pem')})
    const {settings, notes} = await desk.resolve({namesrvAddr: 'other:1'})
    expect(settings.tls).toMatchObject({cert: undefined, key: undefined})
    expect(notes).toContain('the client certificate of context a')
  })
})

describe('credentials that cannot be used', () => {
  const refused = async (message: RegExp, flags: SettingFlags = {}) => {
    const error = await desk.resolve(flags).then(
      () => undefined,
      (thrown: unknown) => thrown as Error,
    )
    expect(error).toMatchObject({status: 4, code: 'BAD_CREDENTIALS'})
    expect(error?.message).toMatch(message)
  }

  it('half a pair on the line', async () => {
    await refused(/^--access-key: an access key without a secret key$/, {'access-key': 'a'})
    await refused(/^--secret-key-file: a secret key without an access key$/, {
      'secret-key-file': desk.write(join(desk.root, 's'), 'x'),
    })
  })

  it('half a pair in a context, even if a pair in tools.yml would do', async () => {
    desk.write(desk.config, 'current: a\ncontexts:\n  a:\n    accessKey: key\n')
    desk.tools('accessKey: a\nsecretKey: b\n')
    await refused(/^context a: an access key without a secret key$/)
  })

  it('a secret file that is missing, empty or a folder', async () => {
    await refused(/gone cannot be read: it does not exist/, {'access-key': 'a', 'secret-key-file': 'gone'})
    await refused(/is empty/, {'access-key': 'a', 'secret-key-file': desk.write(join(desk.root, 'e'), '\n')})
    await refused(/cannot be read/, {'access-key': 'a', 'secret-key-file': desk.root})
  })

  it.each([
    ['is no YAML', 'accessKey: [a\n', /tools\.yml:\d+: not valid YAML/],
    ['is no mapping', '- a\n', /tools\.yml:1: /],
    ['holds a list for a key', 'accessKey: a\nsecretKey: [a]\n', /tools\.yml:2: secretKey is not text/],
    ['has one key only', 'accessKey: a\nsecretKey:\n', /tools\.yml: an access key without a secret key/],
  ])('tools.yml that %s', async (_, text, message) => {
    desk.tools(text)
    await refused(message)
  })

  it('tools.yml that is a folder', async () => {
    desk.write(join(desk.rocketmqHome, 'conf', 'tools.yml', 'x'), '')
    desk.env['ROCKETMQ_HOME'] = desk.rocketmqHome
    await refused(/tools\.yml cannot be read: EISDIR/)
  })

  it('a client certificate without its key, or one that is missing', async () => {
    desk.write(join(desk.cwd, 'c.pem'), 'c')
    await refused(/^--tls-cert: a client certificate without its key$/, {'tls-cert': 'c.pem'})
    await refused(/^--tls-key: the client key .*gone\.pem cannot be read/, {'tls-cert': 'c.pem', 'tls-key': 'gone.pem'})
  })
})

describe('tools.yml', () => {
  it.each([
    ['absent', undefined, undefined],
    ['empty', '', undefined],
    ['with blank keys', 'accessKey:\nsecretKey: ""\n', undefined],
    ['with keys that look like numbers', 'accessKey: 0123\nsecretKey: 1e3\n', {accessKey: '0123', secretKey: '1e3'}],
    [
      'with a token',
      'accessKey: a\nsecretKey: b\nsecurityToken: c\n',
      {accessKey: 'a', secretKey: 'b', securityToken: 'c'},
    ],
  ])('%s', async (_, text, credentials) => {
    if (text !== undefined) desk.tools(text)
    else desk.env['ROCKETMQ_HOME'] = desk.rocketmqHome
    expect((await desk.resolve()).settings.credentials).toEqual(credentials)
  })

  it('is looked for where rocketmq.home.dir says, as in Java', async () => {
    desk.tools('accessKey: a\nsecretKey: b\n')
    desk.env = {...desk.env, ROCKETMQ_HOME: '/nowhere', JAVA_OPT: `-Drocketmq.home.dir=${desk.rocketmqHome}`}
    expect((await desk.resolve()).settings.credentials?.accessKey).toBe('a')
  })
})

describe('a secret key file', () => {
  it('loses one line end and nothing else', async () => {
    const file = desk.write(join(desk.root, 's'), ' pass word \n\n')
    const {settings} = await desk.resolve({'access-key': 'a', 'secret-key-file': file})
    expect(settings.credentials?.secretKey).toBe(' pass word \n')
  })
})

describe('TLS', () => {
  it('is on as soon as any of its flags is given, and off by --no-tls', async () => {
    expect((await desk.resolve({'tls-insecure': true})).settings.tls).toMatchObject({insecure: true})
    desk.env['MQADMIN_TLS_INSECURE'] = 'yes'
    expect((await desk.resolve()).settings.tls).toMatchObject({insecure: true})
    expect((await desk.resolve({tls: false})).settings.tls).toBeUndefined()
  })

  it('checks the server when authorities are named after a context said not to', async () => {
    desk.write(desk.config, 'current: a\ncontexts:\n  a:\n    nameServers: a:1\n    tls:\n      insecure: true\n')
    desk.write(join(desk.cwd, 'ca.pem'), 'ca')
    expect((await desk.resolve()).settings.tls?.insecure).toBe(true)
    expect((await desk.resolve({'tls-ca': 'ca.pem'})).settings.tls).toMatchObject({ca: 'ca', insecure: undefined})
  })

  it('by JAVA_OPT trusts anybody unless told to check, as Java does', async () => {
    desk.env['JAVA_OPT'] = '-Dtls.enable=true -Dtls.config.file=tls.properties'
    expect((await desk.resolve()).settings.tls).toMatchObject({insecure: true})
    desk.write(join(desk.cwd, 'ca.pem'), 'ca')
    desk.write(
      join(desk.cwd, 'tls.properties'),
      '# client\ntls.test.mode.enable=false\ntls.client.authServer = true\ntls.client.trustCertPath=ca.pem\n',
    )
    const {settings, origins} = await desk.resolve()
    expect(settings.tls).toMatchObject({ca: 'ca', insecure: undefined})
    expect(origins['tls.ca']).toBe(join(desk.cwd, 'tls.properties'))
  })

  it('opens a client key with the password of tls.properties, and never says it', async () => {
    const {privateKey} = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      publicKeyEncoding: {type: 'spki', format: 'pem'},
      privateKeyEncoding: {type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'hush-hush'},
    })
    desk.write(join(desk.cwd, 'client.key'), privateKey)
    desk.write(join(desk.cwd, 'client.pem'), 'certificate')
    desk.env['JAVA_OPT'] = '-Dtls.enable=true -Dtls.config.file=tls.properties'
    const properties = 'tls.test.mode.enable=false\ntls.client.certPath=client.pem\ntls.client.keyPath=client.key\n'
    desk.write(join(desk.cwd, 'tls.properties'), `${properties}tls.client.keyPassword=hush-hush\n`)
    const {settings} = await desk.resolve()
    expect(settings.tls).toMatchObject({
      cert: 'certificate',
      key: expect.stringMatching(/^-----BEGIN PRIVATE KEY-----/),
    })
    expect(JSON.stringify(settings.shown())).not.toContain('hush')
    desk.write(join(desk.cwd, 'tls.properties'), `${properties}tls.client.keyPassword=hush-not\n`)
    const message = expect.stringMatching(/client\.key cannot be opened with its password$/)
    await expect(desk.resolve()).rejects.toMatchObject({status: 4, message})
  })
})

describe('values that make no sense', () => {
  it.each([
    [{MQADMIN_TLS: 'maybe'}, /MQADMIN_TLS: 'maybe' is neither true nor false/],
    [{MQADMIN_OUTPUT: 'xml'}, /MQADMIN_OUTPUT: 'xml' is not an output format/],
    [{MQADMIN_TIMEOUT: '5'}, /MQADMIN_TIMEOUT: "5" is not a duration/],
    [{MQADMIN_BROKER_MAP: 'a:1'}, /MQADMIN_BROKER_MAP: 'a:1' is not an address map/],
    [{NAMESRV_ADDR: 'localhost'}, /NAMESRV_ADDR: 'localhost' is not an address/],
    [{MQADMIN_ZONE: 'Mars'}, /"Mars" is not a time zone/],
  ])('%j', async (env, message) => {
    Object.assign(desk.env, env)
    await expect(desk.resolve()).rejects.toMatchObject({status: 2, message: expect.stringMatching(message)})
  })

  it.each([
    ['broken YAML', 'current: a\ncontexts:\n  a: {\n', /config\.yaml:\d+: not valid YAML \(/],
    ['no mapping', '- a\n', /config\.yaml:1: a mapping/],
    ['an unknown key', 'current: a\nkontexts:\n  a:\n', /config\.yaml:2: 'kontexts' is not known here/],
    [
      'an unknown key of a context',
      'current: a\ncontexts:\n  a:\n    # guard\n    readonly: true\n',
      /config\.yaml:5: 'readonly'/,
    ],
    [
      'a span without a unit',
      'current: a\ncontexts:\n  a:\n    timeout: 5\n',
      /config\.yaml:4: timeout: "5" is not a duration/,
    ],
    [
      'a word for a switch',
      'current: a\ncontexts:\n  a:\n    readOnly: 1\n',
      /config\.yaml:4: readOnly: expected true or false/,
    ],
    [
      'TLS that is a word',
      'current: a\ncontexts:\n  a:\n    tls: on\n',
      /config\.yaml:4: tls: expected true, false or a mapping/,
    ],
    ['an unknown key of TLS', 'current: a\ncontexts:\n  a:\n    tls:\n      cafile: x\n', /config\.yaml:5: 'cafile'/],
    ['a context that is a word', 'current: a\ncontexts:\n  a: b\n', /config\.yaml:3: a mapping was expected/],
    [
      'a context in use that is not there',
      'current: b\ncontexts:\n  a:\n',
      /current in .*config\.yaml: there is no context 'b'/,
    ],
  ])('%s in the file of contexts', async (_, text, message) => {
    desk.write(desk.config, text)
    await expect(desk.resolve()).rejects.toMatchObject({status: 2, message: expect.stringMatching(message)})
  })

  it('never quotes the file, which holds secrets', async () => {
    const broken = [
      'secretKey: hush-hush',
      'secretKey: hush-hush: x',
      '"hush-hush',
      'secretKey: [hush-hush',
      '@hush-hush: x',
    ]
    for (const line of broken) {
      desk.write(desk.config, `current: a\ncontexts:\n  a:\n    ${line}\n   bad\n`)
      const error = await desk.resolve().then(
        () => undefined,
        (thrown: unknown) => thrown as Error,
      )
      expect(error).toBeDefined()
      expect(`${error?.message} ${error?.stack} ${JSON.stringify(error)}`).not.toContain('hush-hush')
    }
  })
})

describe('contexts written by hand', () => {
  it('may use lists, mappings and flow style', async () => {
    desk.write(
      desk.config,
      'current: a\ncontexts:\n  a: {nameServers: [a:1, "b:2"], tls: {serverName: mq}, brokerMap: {"10.0.0.1:*": "127.0.0.1:*"}, utc: true}\n',
    )
    expect((await desk.resolve()).settings).toMatchObject({
      nameServers: ['a:1', 'b:2'],
      tls: {serverName: 'mq'},
      brokerMap: '10.0.0.1:*=127.0.0.1:*',
      zone: 'UTC',
    })
  })

  it.skipIf(process.platform === 'win32')('cause a note when others can read them', async () => {
    desk.write(desk.config, 'current: a\ncontexts:\n  a:\n', 0o640)
    expect((await desk.resolve()).notes).toMatch(/^note: .*config\.yaml can be read by others; chmod 600 /)
    desk.write(desk.config, 'current: a\ncontexts:\n  a:\n', 0o600)
    expect((await desk.resolve()).notes).toBe('')
  })
})

describe('a project file', () => {
  it('is ignored with a note until trusted, and again once it changed', async () => {
    desk.write(desk.project, 'nameServers: p:1\n')
    const untrusted = await desk.resolve()
    expect(untrusted.settings.nameServers).toEqual(['127.0.0.1:9876'])
    expect(untrusted.notes).toMatch(/^note: .*\.mqadmin\.yaml is not trusted and was ignored; mqadmin context trust/)
    desk.write(desk.config, trusting('nameServers: p:1\n'))
    const trusted = await desk.resolve()
    expect(trusted).toMatchObject({settings: {nameServers: ['p:1']}, notes: ''})
    expect(trusted.origins['nameServers']).toBe(realpathSync(desk.project))
    desk.write(desk.project, 'nameServers: q:1\n')
    const changed = await desk.resolve()
    expect(changed.settings.nameServers).toEqual(['127.0.0.1:9876'])
    expect(changed.notes).toContain('changed since it was trusted')
  })

  it.each(['accessKey', 'secretKey', 'securityToken'])('must not hold %s', async key => {
    desk.write(desk.config, trusting(`output: json\n${key}: hush-hush\n`))
    const error = await desk.resolve().catch((thrown: unknown) => thrown as Error)
    expect(error).toMatchObject({
      status: 2,
      message: expect.stringMatching(/\.mqadmin\.yaml:2: '\w+' does not belong here/),
    })
    expect((error as Error).message).not.toContain('hush-hush')
  })

  it('is the same file when reached through a link', async () => {
    desk.write(desk.config, trusting('nameServers: p:1\n'))
    const link = join(desk.root, 'link')
    symlinkSync(dirname(desk.project), link, 'junction')
    expect((await desk.resolve({}, link)).settings.nameServers).toEqual(['p:1'])
  })

  it('that names an unknown context is an error naming the file', async () => {
    desk.write(desk.config, trusting('context: nope\n'))
    const message = expect.stringMatching(/\.mqadmin\.yaml: there is no context 'nope'$/)
    await expect(desk.resolve()).rejects.toMatchObject({status: 2, message})
  })
})
