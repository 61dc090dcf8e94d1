/** What oclif says when it does not take a flag or its value, as usage errors in our own form. */
import {asMqError, MqError, UsageError} from '../errors.js'

/** Any thrown value as one of our errors. `help` is what to ask for when the line is wrong, e.g. `mqadmin topic set -h`. */
export function fromOclif(thrown: unknown, help: string): MqError {
  const {oclif, message = '', hint} = (thrown ?? {}) as {oclif?: object; message?: string; hint?: string}
  // oclif puts this before the message of whatever a flag's own parser throws
  const ofParser = message.startsWith('Parsing --')
  if (!ofParser && (thrown instanceof MqError || oclif === undefined)) return asMqError(thrown)
  return new UsageError(said(message), {cause: thrown, hint: hint ?? `see: ${help}`})
}

function said(message: string): string {
  const lines = message.split('\n').map(line => line.trim())
  const [first = '', ...rest] = lines.filter(line => line !== '' && !line.startsWith('See more help with'))
  if (/^The following errors? occurred:$/.test(first)) return rest.join('; ')
  const flag = /^Parsing (--\S+)$/.exec(first)?.[1]
  if (flag === undefined) return [first, ...rest].join(' ')
  const text = rest.join(' ')
  return text.startsWith(flag) ? text : `${flag}: ${text.charAt(0).toLowerCase()}${text.slice(1)}`
}
