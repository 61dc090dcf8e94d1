/** Logs of node processes: the file of a start is kept when the next one begins; reading the end, and following. */
import {mkdir, open, rename} from 'node:fs/promises'
import {dirname} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'

const kept = 3
const blockSize = 64 * 1024

/** Moves the log of the last start to `<file>.1`, that to `.2` and so on; the oldest goes. */
export async function rotateLog(file: string): Promise<void> {
  await mkdir(dirname(file), {recursive: true, mode: 0o700})
  for (let number = kept; number > 0; number--) {
    await rename(number === 1 ? file : `${file}.${number - 1}`, `${file}.${number}`).catch(ignoreAbsent)
  }
}

/** The last lines of a file, or of its first `end` bytes; none when it does not exist. */
export async function lastLines(file: string, count: number, end = Number.POSITIVE_INFINITY): Promise<string[]> {
  const handle = await openOrAbsent(file)
  if (!handle) return []
  try {
    let at = Math.min((await handle.stat()).size, end)
    let tail = Buffer.alloc(0)
    while (at > 0 && countLineEnds(tail) <= count) {
      const length = Math.min(blockSize, at)
      at -= length
      const {buffer} = await handle.read(Buffer.alloc(length), 0, length, at)
      tail = Buffer.concat([buffer, tail])
    }
    const lines = split(tail.toString('utf8'))
    return lines.slice(Math.max(0, lines.length - count))
  } finally {
    await handle.close()
  }
}

/**
 * Lines as they are added, from `start` (bytes) on, until `signal` ends it after a last look. A file that shrinks or is replaced is read from its
 * begin. The file is looked at every so often, since watching is not reliable on every file system.
 */
export async function* followLines(
  file: string,
  start: number,
  signal: AbortSignal,
  lookEveryMs = 100,
): AsyncGenerator<string> {
  let at = start
  let rest = ''
  let decoder = new TextDecoder()
  let inode: number | undefined
  for (;;) {
    const last = signal.aborted
    const handle = await openOrAbsent(file)
    if (handle) {
      try {
        const {size, ino} = await handle.stat()
        if (size < at || (inode !== undefined && ino !== inode)) {
          at = 0
          decoder = new TextDecoder()
        }
        inode = ino
        while (at < size) {
          const length = Math.min(blockSize, size - at)
          const {buffer, bytesRead} = await handle.read(Buffer.alloc(length), 0, length, at)
          if (bytesRead === 0) break
          at += bytesRead
          const lines = (rest + decoder.decode(buffer.subarray(0, bytesRead), {stream: true})).split('\n')
          rest = lines.pop() as string
          yield* lines.map(line => line.replace(/\r$/, ''))
        }
      } finally {
        await handle.close()
      }
    }
    if (last) return
    await sleep(lookEveryMs, undefined, {signal}).catch(() => {})
  }
}

function split(text: string): string[] {
  const lines = text.split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  return lines
}

function countLineEnds(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++
  return count
}

async function openOrAbsent(file: string) {
  try {
    return await open(file, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function ignoreAbsent(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}
