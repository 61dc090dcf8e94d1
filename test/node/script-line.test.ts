import {describe, expect, it} from 'vitest'
import {parseScriptLine, requestFromLine} from '../../src/node/script-line.js'

describe('a line of mqbroker', () => {
  it('is read with its stray settings', () => {
    const argv = [
      '-n',
      '127.0.0.1:9876;b:9876',
      'autoCreateTopicEnable=true',
      '-c',
      'conf/broker.conf',
      'a=b=c',
      'stray',
    ]
    expect(parseScriptLine('broker', argv)).toEqual({
      help: false,
      nameServers: ['127.0.0.1:9876', 'b:9876'],
      configFile: 'conf/broker.conf',
      config: {autoCreateTopicEnable: 'true', a: 'b=c'},
    })
  })

  it.each([
    [['-na:1'], {nameServers: ['a:1']}],
    [['-n=a:1'], {nameServers: ['a:1']}],
    [['--namesrvAddr', 'a:1'], {nameServers: ['a:1']}],
    [['--namesrvAddr=a:1'], {nameServers: ['a:1']}],
    [['--configFile=x'], {configFile: 'x'}],
    [['-p'], {print: 'all'}],
    [['--printImportantConfig'], {print: 'important'}],
    [['-h'], {help: true}],
  ])('may be spelled %j', (argv, expected) => {
    expect(parseScriptLine('broker', argv)).toMatchObject(expected)
  })

  it('may want a proxy, which is one of Apache RocketMQ', () => {
    const line = parseScriptLine('broker', ['-n', 'localhost:9876', '--enable-proxy'])
    expect(line).toMatchObject({nameServers: ['localhost:9876'], proxy: true})
    expect(requestFromLine('broker', line, new Map(), 'machine')).toMatchObject({
      engine: 'java',
      proxy: {},
      brokers: [{name: 'machine'}],
    })
    expect(() => parseScriptLine('namesrv', ['--enable-proxy'])).toThrow('Unrecognized option')
  })

  it.each([
    ['broker', ['-x'], 'Unrecognized option: -x'],
    ['broker', ['-c'], 'Missing argument for option: c'],
    ['namesrv', ['-m'], 'Unrecognized option: -m'],
  ] as const)('of %s is refused: %j', (script, argv, message) => {
    expect(() => parseScriptLine(script, argv)).toThrow(expect.objectContaining({code: 'USAGE', message}))
  })
})

describe('the node of a line', () => {
  it('takes its identity from the settings, those on the line first', () => {
    const line = parseScriptLine('broker', ['listenPort=1', '-n', 'a:9876'])
    const file = new Map([
      ['brokerName', 'broker-x'],
      ['brokerClusterName', 'C'],
      ['brokerId', '1'],
      ['listenPort', '2'],
      ['namesrvAddr', 'b:9876'],
    ])
    expect(requestFromLine('broker', line, file, 'machine')).toMatchObject({
      name: 'broker-x-s1',
      nameServer: false,
      nameServers: ['a:9876'],
      brokers: [{name: 'broker-x', cluster: 'C', id: 1, port: 1}],
    })
  })

  it('is called like the machine when nothing names it', () => {
    const line = parseScriptLine('broker', [])
    expect(requestFromLine('broker', line, new Map([['namesrvAddr', 'b:9876']]), 'machine')).toEqual({
      name: 'machine',
      nameServer: false,
      nameServers: ['b:9876'],
      brokers: [{name: 'machine', cluster: 'DefaultCluster', id: 0, port: 10911, config: {namesrvAddr: 'b:9876'}}],
    })
    expect(requestFromLine('namesrv', parseScriptLine('namesrv', []), new Map(), 'machine')).toEqual({
      name: 'namesrv-9876',
      nameServer: {port: 9876, config: {}},
      brokers: [],
    })
  })
})
