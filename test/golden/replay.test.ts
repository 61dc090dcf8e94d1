/** Recorded replies in, the bytes that Java's mqadmin 5.5.0 printed for them out. */
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, afterEach, describe, expect, it} from 'vitest'
import {mqadmin} from '../support/cli.js'
import {nameServerMark, readGolden} from '../support/golden.js'
import {masked} from '../support/masks.js'
import {type Player, play} from '../support/tape.js'

const cases = readGolden()

describe('classic output for recorded replies', () => {
  let player: Player
  /** Some lines leave files in the working folder, as in Java. */
  const cwd = mkdtempSync(join(tmpdir(), 'mqadmin-golden-'))
  afterEach(() => player.close())
  afterAll(() => rmSync(cwd, {recursive: true, force: true}))

  it.each(cases.map(({argv, ...rest}) => ({line: argv.join(' '), argv, ...rest})))(
    '$line',
    async ({argv, stdout, brokers, exchanges}) => {
      player = await play(exchanges, brokers)
      const ran = await mqadmin([...argv, '-n', player.nameServer], {
        env: {MQADMIN_UTC: 'true', MQADMIN_BROKER_MAP: player.brokerMap},
        cwd,
      })
      const [command = ''] = argv
      const expected = stdout.replaceAll(nameServerMark, player.nameServer)
      expect(ran.status, ran.stderr).toBe(0)
      expect(masked(command, ran.stdout)).toBe(masked(command, expected))
    },
  )
})
