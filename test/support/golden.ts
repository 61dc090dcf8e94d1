/**
 * Golden files: what Java's mqadmin 5.5.0 printed, with the replies of real 5.5.0 servers that it printed. One file a command, one
 * case a line of it; `npm run golden:record` writes them anew.
 */
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {type Exchange, questionOf} from './tape.js'

export interface GoldenCase {
  argv: string[]
  /** Stands where Java printed the address of the name server. */
  stdout: string
  /** The addresses of each broker: the one name servers tell, and the one in its messages. */
  brokers: string[][]
  exchanges: Exchange[]
}

const folder = new URL('../fixtures/golden/5.5.0/', import.meta.url)
export const nameServerMark = '<name server>'

export function readGolden(): GoldenCase[] {
  const files = readdirSync(folder).filter(file => file.endsWith('.json'))
  return files.flatMap(file => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as GoldenCase[])
}

export function writeGolden(command: string, cases: readonly GoldenCase[]): void {
  mkdirSync(fileURLToPath(folder), {recursive: true})
  const text = `[\n${cases.map(textOf).join(',\n')}\n]\n`
  // where the recorded servers kept their files is of no interest, and another folder each time
  writeFileSync(new URL(`${command}.json`, folder), text.replaceAll(/\/[\w/.-]*mqadmin-java-\w+/g, '/srv/rocketmq'))
}

/** Without replies that only repeat the one before to the same question: the last is given again and again anyway. */
export function withoutRepeats(exchanges: readonly Exchange[]): Exchange[] {
  const last = new Map<string, number>()
  const replies = exchanges.map(exchange => JSON.stringify(exchange.reply))
  exchanges.forEach((exchange, at) => {
    const before = last.get(questionOf(exchange))
    if (before === undefined || replies[before] !== replies[at]) last.set(questionOf(exchange), at)
  })
  return exchanges.filter((exchange, at) => at <= (last.get(questionOf(exchange)) as number))
}

/** An exchange a line, so that a new recording can be compared with the old one. */
function textOf({argv, stdout, brokers, exchanges}: GoldenCase): string {
  const lines = withoutRepeats(exchanges)
    .map(exchange => `  ${JSON.stringify(exchange)}`)
    .join(',\n')
  const head = `"argv": ${JSON.stringify(argv)}, "brokers": ${JSON.stringify(brokers)},\n`
  return `{${head}"stdout": ${JSON.stringify(stdout)},\n"exchanges": [\n${lines}\n]}`
}
