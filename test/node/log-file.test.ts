import {appendFile, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {followLines, lastLines, rotateLog} from '../../src/node/log-file.js'
import {temporaryFolder} from './folder.js'

describe('a log', () => {
  it('is read from its end, however long', async () => {
    const file = join(await temporaryFolder(), 'node.log')
    const lines = Array.from({length: 5000}, (_, number) => `line ${number} äöü ${'x'.repeat(number % 50)}`)
    await writeFile(file, `${lines.join('\n')}\n`)
    expect(await lastLines(file, 3)).toEqual(lines.slice(-3))
    expect(await lastLines(file, 4000)).toEqual(lines.slice(-4000))
    expect(await lastLines(file, 9999)).toEqual(lines)
    expect(await lastLines(file, 0)).toEqual([])
    expect(await lastLines(`${file}.absent`, 3)).toEqual([])
  })

  it('keeps its predecessors', async () => {
    const file = join(await temporaryFolder(), 'logs', 'node.log')
    for (let start = 1; start <= 5; start++) {
      await rotateLog(file)
      await writeFile(file, `start ${start}`)
    }
    const texts = await Promise.all(['', '.1', '.2', '.3'].map(suffix => readFile(file + suffix, 'utf8')))
    expect(texts).toEqual(['start 5', 'start 4', 'start 3', 'start 2'])
    await expect(readFile(`${file}.4`)).rejects.toThrow('ENOENT')
  })

  it('is followed over half lines and a new start', async () => {
    const file = join(await temporaryFolder(), 'node.log')
    const stop = new AbortController()
    const lines = followLines(file, 0, stop.signal, 5)
    const next = async () => (await lines.next()).value
    const first = next()
    await writeFile(file, 'one\ntw')
    expect(await first).toBe('one')
    const second = next()
    await appendFile(file, 'o ä\n')
    expect(await second).toBe('two ä')
    const third = next()
    await rotateLog(file)
    await writeFile(file, 'new\n')
    expect(await third).toBe('new')
    const last = lines.next()
    stop.abort()
    expect(await last).toEqual({value: undefined, done: true})
  })
})
