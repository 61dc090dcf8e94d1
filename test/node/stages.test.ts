import {setFlagsFromString} from 'node:v8'
import {runInNewContext} from 'node:vm'
import {describe, expect, it, onTestFinished} from 'vitest'
import type {ServerRole} from '../../src/node/spec.js'
import {inStages, together, within} from '../../src/node/stages.js'

const process = (id: string, ...roles: ServerRole[]) => ({id, servers: roles.map(role => ({role}))})

describe('stages', () => {
  it('are name servers, controllers, brokers, proxies', () => {
    const all = [
      process('p', 'proxy', 'proxy'),
      process('b1', 'broker'),
      process('c', 'controller'),
      process('n', 'nameServer'),
      process('b2', 'broker'),
    ]
    expect(inStages(all).map(stage => stage.map(({id}) => id))).toEqual([['n'], ['c'], ['b1', 'b2'], ['p']])
    expect(
      inStages([process('both', 'broker', 'nameServer'), process('b', 'broker')]).map(({length}) => length),
    ).toEqual([1, 1])
    expect(inStages([])).toEqual([])
  })
})

describe('working together', () => {
  it('tells the others of a failure, waits for them and passes the first one on', async () => {
    const ended: string[] = []
    const work = async (item: string, signal: AbortSignal) => {
      if (item === 'bad') throw new Error('first')
      await new Promise(resolve => signal.addEventListener('abort', resolve))
      await new Promise(setImmediate)
      ended.push(item)
      throw new Error('later')
    }
    await expect(together(['a', 'bad', 'b'], undefined, work)).rejects.toThrow('first')
    expect(ended).toEqual(['a', 'b'])
  })

  it('passes on the signal from outside', async () => {
    const stop = new AbortController()
    const all = together(['a'], stop.signal, async (_, signal) => {
      stop.abort(new Error('enough'))
      signal.throwIfAborted()
    })
    await expect(all).rejects.toThrow('enough')
  })
})

describe('a time limit', () => {
  const forever = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

  it('ends the work, even where the garbage collector comes first', async () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const collecting = setInterval(collect, 10)
    onTestFinished(() => clearInterval(collecting))
    await expect(within(200, new AbortController().signal, forever)).rejects.toMatchObject({name: 'TimeoutError'})
  })

  it('leaves the signal from outside its reason, and the result alone', async () => {
    const stop = new AbortController()
    const stopped = within(60_000, stop.signal, forever)
    stop.abort(new Error('enough'))
    await expect(stopped).rejects.toThrow('enough')
    expect(await within(60_000, new AbortController().signal, async () => 'done')).toBe('done')
  })
})
