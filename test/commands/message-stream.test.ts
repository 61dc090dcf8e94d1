/** Reading many messages: filters, forms, interruption, resuming, and brokers that die on the way. */
import {gzipSync} from 'node:zlib'
import {afterEach, describe, expect, it} from 'vitest'
import {Refusal} from '../../src/remoting/dispatcher.js'
import {interruption, mqadmin, type RunOptions} from '../support/cli.js'
import {closeAll, type Scripted, type ScriptedBroker, scripted} from '../support/scripted-broker.js'

afterEach(closeAll)

const run = ({nameServer}: {nameServer: string}, line: string[], options: RunOptions = {}) =>
  mqadmin(line, {...options, env: {NAMESRV_ADDR: nameServer}})
const bodies = (text: string) =>
  text
    .split('\n')
    .slice(0, -1)
    .map(line => (JSON.parse(line) as {body: {data: string}}).body.data)
const both = ['print', 'consume'] as const

/** Two brokers of two queues; every message has the place it was stored at as its body. */
async function filled(count: number): Promise<Scripted & {a: ScriptedBroker; b: ScriptedBroker}> {
  const all = await scripted(['broker-a', 'broker-b'], 2)
  const [a, b] = all.brokers as [ScriptedBroker, ScriptedBroker]
  for (let at = 0; at < count; at++)
    for (const broker of [a, b])
      for (const queue of [0, 1]) broker.put(queue, {text: `${broker.name}:${queue}=${at}`, storeTimestamp: at})
  return {...all, a, b}
}

describe('filters and forms', () => {
  let all: Scripted
  const messages = [
    {text: '{"coat":1}', tags: 'paid', keys: 'k1', properties: new Map([['tenant', 'acme']]), storeTimestamp: 1000},
    {text: 'a scarf\n', tags: 'open', keys: 'k2 k3', storeTimestamp: 2000},
    {body: gzipSync('{"hat":2}'), storeTimestamp: 3000},
  ]
  const open = async () => {
    all = await scripted(['broker-a'], 1)
    for (const message of messages) all.brokers[0]?.put(0, message)
  }

  it.each(both)('message %s shows only what fits', async name => {
    await open()
    const shown = async (...flags: string[]) =>
      (await run(all, ['message', name, 'orders', ...flags, '--format', '{{offset}}'])).stdout
    expect(await shown('--filter', 'tag=paid')).toBe('0\n')
    expect(await shown('--filter', 'tag!=paid')).toBe('1\n2\n')
    expect(await shown('--filter', 'tag!=paid', '--filter', 'body=/SCARF/i')).toBe('1\n')
    expect(await shown('--filter', 'property.tenant=acme')).toBe('0\n')
    expect(await shown('--filter', 'key=k3')).toBe('1\n')
    expect(await shown('--filter', 'body=hat')).toBe('')
    expect(await shown('--filter', 'body=hat', '--decode', 'gzip')).toBe('2\n')
    expect(await shown('--from', '2000', '--to', '3000')).toBe('1\n')
  })

  it('counts what is shown, not what is read', async () => {
    await open()
    const line = ['message', 'consume', 'orders', '--filter', 'tag!=paid', '--count', '1', '--format', '{{offset}}']
    expect((await run(all, line)).stdout).toBe('1\n')
  })

  it.each(both)('message %s prints lines of one’s own', async name => {
    await open()
    const line = async (format: string, ...flags: string[]) =>
      (await run(all, ['message', name, 'orders', '--filter', 'tag=paid', '--format', format, ...flags])).stdout
    expect(await line('{{topic}} {{broker}} {{queue}} {{offset}} {{tag}} {{keys}}')).toBe(
      'orders broker-a 0 0 paid k1\n',
    )
    expect(await line('{{time}} {{storeTimestamp}} {{property.tenant}} {{property.none}}|')).toBe(
      '1970-01-01T00:00:01.000Z 1000 acme |\n',
    )
    expect(await line('{{body}}\\0')).toBe('{"coat":1}\0')
    expect(await line('{{body}}', '--decode', 'hex')).toBe(`${Buffer.from('{"coat":1}').toString('hex')}\n`)
    expect(await line('{{decoded}}', '--decode', 'json')).toBe('{"coat":1}\n')
    expect(JSON.parse(await line('{{properties}}'))).toMatchObject({tenant: 'acme', TAGS: 'paid'})
  })

  it('makes control characters visible on a terminal', async () => {
    await open()
    const line = ['message', 'consume', 'orders', '--filter', 'tag=open', '--format', '{{body}}\\t|']
    expect((await run(all, line)).stdout).toBe('a scarf\n\t|\n')
    expect((await run(all, line, {tty: true})).stdout).toBe('a scarf\\n\t|\n')
  })

  it('shows bodies in another form, and those it cannot as they are', async () => {
    await open()
    const ran = await run(all, ['message', 'print', 'orders', '--decode', 'gzip,json', '--output', 'json'])
    const [first, , last] = JSON.parse(ran.stdout) as Record<string, unknown>[]
    expect(first).toMatchObject({body: {data: '{"coat":1}'}, problem: expect.stringMatching(/^not gzip/)})
    expect(first).not.toHaveProperty('decoded')
    expect(last).toMatchObject({decoded: {hat: 2}})
    expect(last).not.toHaveProperty('body')
    const plain = await run(all, ['message', 'consume', 'orders', '--decode', 'gzip', '--columns', 'decoded'])
    expect(plain.stdout).toBe('decoded\n{"coat":1}\na scarf\\n\n{"hat":2}\n')
  })

  it("filters and decodes in Java's layout, too", async () => {
    await open()
    const ran = await run(all, ['printMsg', '-t', 'orders', '--filter', 'body=hat', '--decode', 'gzip'])
    expect(ran.stdout.match(/^MSGID/gm)).toHaveLength(1)
    expect(ran.stdout).toContain(' BODY: {"hat":2}\n')
    const consumed = await run(all, ['consumeMessage', '-t', 'orders', '--filter', 'tag=open'])
    expect(consumed.stdout.match(/^MSGID/gm)).toHaveLength(1)
  })

  it.each([
    ['--filter', 'paid', 'is not a filter'],
    ['--format', '{{nope}}', "there is no 'nope'"],
    ['--decode', 'xml', 'is no way to decode bodies'],
    ['--resume', 'x', 'is no position'],
  ])('refuses %s %s before anybody is asked', async (flag, value, words) => {
    for (const name of both) {
      const ran = await run({nameServer: '127.0.0.1:1'}, ['message', name, 'orders', flag, value])
      expect(ran).toMatchObject({status: 2, stdout: '', stderr: expect.stringContaining(words)})
    }
  })

  it('takes one form of output', async () => {
    const line = ['message', 'print', 'orders', '--format', '{{body}}', '--output', 'json']
    expect(await run({nameServer: '127.0.0.1:1'}, line)).toMatchObject({status: 2, stdout: ''})
  })
})

describe('an interrupted line', () => {
  const count = 200

  it.each(both)('message %s says how far it came, and goes on from there without a gap or a repetition', async name => {
    const all = await filled(count)
    const line = ['message', name, 'orders', '--output', 'ndjson', ...(name === 'consume' ? ['--count', '1000'] : [])]
    const interrupt = new AbortController()
    all.b.handlers.pullMessage = args => {
      if (args.queueId === 0 || args.queueOffset < 64) return all.b.pull(args)
      setImmediate(() => interrupt.abort(interruption()))
      return new Promise(() => {})
    }
    const ran = await run(all, line, {signal: interrupt.signal})
    expect(ran.status).toBe(130)
    const {error} = JSON.parse(ran.stderr) as {error: {code: string; resume: string; read: number}}
    expect(error.code).toBe('INTERRUPTED')
    const first = bodies(ran.stdout)
    expect(first.length).toBeGreaterThan(0)
    expect(error.read).toBe(first.length)
    all.b.handlers = {}
    const rest = await run(all, [...line, '--resume', error.resume])
    expect(rest.status).toBe(0)
    const seen = [...first, ...bodies(rest.stdout)]
    expect(seen).toHaveLength(new Set(seen).size)
    expect(new Set(seen).size).toBe(4 * count)
  })

  it('says it in a note where no program reads', async () => {
    const all = await filled(1)
    const interrupt = new AbortController()
    const ran = await run(all, ['message', 'consume', 'orders', '--follow', '--resume', 'broker-a:0=0'], {
      signal: interrupt.signal,
      onStdout: () => interrupt.abort(interruption()),
    })
    expect(ran.status).toBe(130)
    expect(ran.stderr.split('\n')).toEqual([
      '1 messages were read; to go on from there: --resume broker-a:0=1,broker-a:1=1,broker-b:0=1,broker-b:1=1',
      'error: interrupted',
      '',
    ])
  })

  it('says nothing before anything was read, nor when it is a watch', async () => {
    const all = await filled(1)
    const done = AbortSignal.abort(interruption())
    expect(await run(all, ['message', 'print', 'orders'], {signal: done})).toMatchObject({
      status: 130,
      stderr: 'error: interrupted\n',
    })
    const interrupt = new AbortController()
    const ran = await run(all, ['message', 'print', 'orders', '--watch', '--every', '1ms'], {
      signal: interrupt.signal,
      onStdout: () => interrupt.abort(interruption()),
    })
    expect(ran).toMatchObject({status: 130, stderr: 'error: interrupted\n'})
  })

  it('goes on in a queue whose messages a filter of the broker left out', async () => {
    const all = await filled(3)
    const line = ['message', 'print', 'orders', '--expression', 'none', '--output', 'ndjson']
    expect((await run(all, [...line, '--resume', 'broker-b:1=2'])).status).toBe(0)
    expect(all.b.pulls.filter(({queueId}) => queueId === 1).map(({queueOffset}) => queueOffset)).toEqual([2])
  })
})

describe('a broker that dies on the way', () => {
  const count = 100
  /** It answers the first pages and is gone then. */
  const dying = async () => {
    const all = await filled(count)
    const leaving = {now: undefined as Promise<void> | undefined}
    all.b.handlers.pullMessage = args => {
      if (args.queueOffset < 64) return all.b.pull(args)
      leaving.now ??= all.b.leave()
      return new Promise(() => {})
    }
    return {...all, gone: all.b.address}
  }
  const isOf = (broker: string) => (body: string) => body.startsWith(broker)

  it.each(both)('message %s shows all of the others, names it, and ends with 6', async name => {
    const all = await dying()
    const ran = await run(all, [
      'message',
      name,
      'orders',
      '--output',
      'ndjson',
      ...(name === 'consume' ? ['--count', '999'] : []),
    ])
    expect(ran.status).toBe(6)
    const seen = bodies(ran.stdout)
    expect(seen.filter(isOf('broker-a'))).toHaveLength(2 * count)
    expect(seen.filter(isOf('broker-b')).length).toBeGreaterThanOrEqual(64)
    expect(new Set(seen).size).toBe(seen.length)
    const {error} = JSON.parse(ran.stderr) as {error: {resume: string; failures: {target: string; address: string}[]}}
    expect(error.failures.map(({target}) => target).sort()).toEqual(['queue 0 of broker-b', 'queue 1 of broker-b'])
    for (const {address} of error.failures) expect(address).toBe(all.gone)
    expect(error.resume).toContain(`broker-a:0=${count},broker-a:1=${count}`)
  })

  it.each([
    ['printMsg', '-t', 'orders'],
    ['consumeMessage', '-t', 'orders', '-c', '999'],
  ])("%s in Java's layout, too", async (...line) => {
    const all = await dying()
    const ran = await run(all, line)
    expect(ran.status).toBe(6)
    expect(ran.stdout.match(/BODY: broker-a:/g)).toHaveLength(2 * count)
    expect(ran.stderr).toMatch(/messages were read; to go on from there: --resume /)
    expect(ran.stderr).toContain(all.gone)
    expect(ran.stderr).toContain('error: 2 of 4 failed\n')
    expect(ran.stderr).toMatch(/^ {2}queue [01] of broker-b, queue [01] of broker-b: /m)
  })

  it('a queue that only one broker refuses stops no other queue of that broker', async () => {
    const all = await filled(3)
    all.b.handlers.pullMessage = args => {
      if (args.queueId === 1) throw new Refusal(1, 'the queue is broken')
      return all.b.pull(args)
    }
    const ran = await run(all, ['message', 'print', 'orders', '--output', 'ndjson'])
    expect(ran.status).toBe(6)
    expect(bodies(ran.stdout)).toHaveLength(9)
    expect(JSON.parse(ran.stderr)).toMatchObject({
      error: {failed: 1, succeeded: 3, failures: [{target: 'queue 1 of broker-b', remark: 'the queue is broken'}]},
    })
  })

  it.each(both)('message %s ends with their common status and prints nothing where all are gone', async name => {
    const all = await filled(3)
    for (const broker of [all.a, all.b])
      broker.handlers.pullMessage = () => {
        throw new Refusal(16, 'not for you')
      }
    const ran = await run(all, ['message', name, 'orders'])
    expect(ran).toMatchObject({status: 4, stdout: '', stderr: expect.stringContaining('4 of 4 failed')})
  })

  it('was of some use where it was the only one', async () => {
    const {brokers, nameServer} = await scripted(['broker-a'], 1)
    const [broker] = brokers as [ScriptedBroker]
    for (let at = 0; at < 40; at++) broker.put(0, {text: `${at}`})
    broker.handlers.pullMessage = args => {
      if (args.queueOffset < 32) return broker.pull(args)
      throw new Refusal(1, 'the disk is broken')
    }
    const ran = await run({nameServer}, ['message', 'print', 'orders', '--format', '{{body}}'])
    expect(ran.status).toBe(6)
    expect(ran.stdout.split('\n')).toHaveLength(33)
    expect(ran.stderr).toContain('--resume broker-a:0=32\n')
  })

  it('is asked again by who waits for new messages, until it is back', async () => {
    const all = await filled(0)
    let refused = 0
    const interrupt = new AbortController()
    all.b.handlers.pullMessage = (args, caller) => {
      if (args.queueId === 0 && refused++ < 2) {
        caller.connection?.destroy()
        return new Promise(() => {})
      }
      return all.b.pull(args)
    }
    const following = run(all, ['message', 'consume', 'orders', '--follow', '--count', '1', '--output', 'ndjson'], {
      signal: interrupt.signal,
    })
    await expect.poll(() => refused, {timeout: 20_000}).toBeGreaterThan(2)
    all.b.put(0, {text: 'after the break'})
    const ran = await following
    expect(bodies(ran.stdout)).toEqual(['after the break'])
    expect(ran.status).toBe(0)
    expect(ran.stderr).toMatch(/^broker-b is lost, asking it again: .+\n(broker-b is .+\n)*broker-b is back\n$/)
  })
})

describe('progress', () => {
  it('is told to eyes while nothing else is', async () => {
    const all = await filled(3)
    all.a.handlers.pullMessage = async args => {
      await new Promise(resolve => setTimeout(resolve, args.queueId === 0 ? 1100 : 0))
      return all.a.pull(args)
    }
    const ran = await run(all, ['message', 'print', 'orders', '--filter', 'tag=none'], {tty: true})
    expect(ran.status).toBe(0)
    expect(ran.stderr).toMatch(/[\d,]+ of 12 messages read, 0 shown/)
    const quiet = await run(all, ['message', 'print', 'orders', '--filter', 'tag=none', '--quiet'], {tty: true})
    expect(quiet.stderr).toBe('')
  })
})
