/** Runs the line of a capture against servers that answer from its tape. */
import {vi} from 'vitest'
import {type CaptureRun, runCapture} from './capture-run.js'
import {type CaptureTape, nameServerMark} from './capture-tape.js'
import type {Capture} from './captures.js'
import {play} from './tape.js'

export async function replayCapture(capture: Capture, tape: CaptureTape, folder: string): Promise<CaptureRun> {
  const player = await play(
    tape.exchanges,
    tape.brokers.filter(address => !tape.silent.includes(address)).map(address => [address]),
  )
  // it is the time of then: how long something lasts is told against it
  const behind = Date.now() - tape.at
  const now = Date.now.bind(Date)
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => now() - behind)
  try {
    const {nameServer} = player
    // sooner than by its silence it is known by nobody being there
    const brokerMap = [player.brokerMap, ...tape.silent.map(address => `${address}=127.0.0.1:1`)].join(',')
    const names = tape.names.map(([captured, taped]) => [captured, taped.replace(nameServerMark, nameServer)] as const)
    return await runCapture(capture, {
      folder,
      names,
      brokerMap,
      ...(tape.env && {env: tape.env}),
    })
  } finally {
    clock.mockRestore()
    await player.close()
  }
}
