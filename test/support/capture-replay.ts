/** Runs the line of a capture against servers that answer from its tape. */
import {type CaptureRun, runCapture} from './capture-run.js'
import {type CaptureTape, nameServerMark} from './capture-tape.js'
import type {Capture} from './captures.js'
import {play} from './tape.js'

export async function replayCapture(capture: Capture, tape: CaptureTape, folder: string): Promise<CaptureRun> {
  const player = await play(
    tape.exchanges,
    tape.brokers.map(address => [address]),
  )
  try {
    const {nameServer, brokerMap} = player
    const names = tape.names.map(([captured, taped]) => [captured, taped.replace(nameServerMark, nameServer)] as const)
    return await runCapture(capture, {
      folder,
      names,
      brokerMap,
      ...(tape.env && {env: tape.env}),
    })
  } finally {
    await player.close()
  }
}
