/** Turns an error into a few lines on stderr, or one JSON object: what was tried, where, in which phase, and the next step. */
import {type MqError, PartialError, ServerError} from '../errors.js'
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
    const failures = error.failures.flatMap(failure => {
      const text = describe(failure.error)
      return [`  ${text.includes(failure.target) ? '' : `${failure.target}: `}${text}`]
    })
    const hints = new Set(error.failures.map(failure => failure.error.hint))
    return [`error: ${error.message}`, ...failures, ...[...hints].filter(hint => hint !== undefined).map(next)]
  }
  return [`error: ${describe(error)}`, ...(error.hint === undefined ? [] : [next(error.hint)])]
}

const next = (hint: string): string => `  next: ${hint}`

function describe(error: MqError): string {
  const {role, address, request, phase, responseCode, responseName, brokerName} = error.facts
  if (error instanceof ServerError) {
    const who = [role, brokerName, address].filter(Boolean).join(' ')
    return `${request} to ${who} was refused with ${responseName} (${responseCode}): ${firstLine(error.message)}`
  }
  const where = address === undefined || error.message.includes(address) ? '' : ` ${address}`
  const context = [
    request === undefined ? undefined : `${request} to the ${role}${where}`,
    phase === undefined ? undefined : `phase ${phase}`,
  ]
  const known = context.filter(part => part !== undefined).join(', ')
  return known === '' ? error.message : `${error.message} (${known})`
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
