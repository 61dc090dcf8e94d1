/** Turns an error into a few lines on stderr, or one JSON object: what was tried, where, in which phase, and the next step. */
import {type Failure, type MqError, PartialError, ServerError} from '../errors.js'
import {writeJson} from '../protocol/json.js'

export interface ReportOptions {
  json: boolean
  verbose: boolean
}

export const reportError = (error: MqError, options: ReportOptions): string =>
  options.json
    ? `${writeJson(asJson(error))}\n`
    : `${[...lines(error), ...(options.verbose ? stack(error) : [])].join('\n')}\n`

function lines(error: MqError): string[] {
  if (error instanceof PartialError) {
    const texts = error.failures.map(failure => describe(failure.error))
    const failures = [...new Set(texts)].map(text => {
      const failed = error.failures.filter((_, index) => texts[index] === text)
      return `  ${namesOf(failed, text)}${text}`
    })
    const hints = new Set(error.failures.map(failure => failure.error.hint))
    return [`error: ${error.message}`, ...failures, ...[...hints].filter(hint => hint !== undefined).map(next)]
  }
  return [`error: ${describe(error)}`, ...(error.hint === undefined ? [] : [next(error.hint)])]
}

/** Those that failed in the same way stand in one line; who is named in the text needs no name before it. */
function namesOf(failed: readonly Failure[], text: string): string {
  const names = [...new Set(failed.map(({target}) => target))].filter(name => !text.includes(name))
  if (names.length === 0) return ''
  const more = names.length > 4 ? ` and ${names.length - 3} more` : ''
  return `${names.slice(0, more === '' ? 4 : 3).join(', ')}${more}: `
}

const next = (hint: string): string => `  next: ${hint}`

function describe(error: MqError): string {
  const {role, address, request, phase, responseCode, responseName, brokerName} = error.facts
  if (error instanceof ServerError) {
    const who = [role, brokerName, address].filter(Boolean).join(' ')
    const since = error.facts['since'] === undefined ? '' : `; it is served from ${error.facts['since']} on`
    return `${request} to ${who} was refused with ${responseName} (${responseCode}): ${firstLine(error.message)}${since}`
  }
  const where = address === undefined || error.message.includes(address) ? '' : ` ${address}`
  const context = [
    request === undefined ? undefined : `${request} to the ${role}${where}`,
    phase === undefined ? undefined : `phase ${phase}`,
    request === undefined || responseName === undefined ? undefined : `${responseName} (${responseCode})`,
  ]
  const known = context.filter(part => part !== undefined).join(', ')
  return known === '' ? error.message : `${firstLine(error.message)} (${known})`
}

/** Java appends a line with a help address to some remarks. */
const firstLine = (remark: string): string => remark.split('\n')[0] as string

function asJson(error: MqError): object {
  const failures = error instanceof PartialError ? error.failures : undefined
  return {
    error: {
      code: error.code,
      status: error.status,
      message: error.message,
      hint: error.hint,
      ...error.facts,
      failures: failures?.map(failure => ({
        target: failure.target,
        ...(asJson(failure.error) as {error: object}).error,
      })),
    },
  }
}

function stack(error: Error): string[] {
  const cause =
    error.cause instanceof Error ? stack(error.cause).map((line, i) => (i === 0 ? `caused by ${line}` : line)) : []
  return [...(error.stack ?? error.message).split('\n'), ...cause]
}
