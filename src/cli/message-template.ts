/** What `{{name}}` stands for in `--format`: a field as in JSON, or a shorter name of one. */
import type {Field} from '../schema.js'
import {safeText} from '../view/cells.js'
import {documentOf, jsonText, valueText} from '../view/document.js'
import {parseTemplate} from '../view/template.js'
import {isoTime} from '../view/time.js'
import {type PrintedMessage, printedMessage} from './printed-messages.js'

type Value = (message: PrintedMessage) => string

const {shape} = printedMessage
const propertyPrefix = 'property.'

const field =
  (name: keyof typeof shape): Value =>
  message => {
    const value = message[name]
    if (value === undefined || value === null) return ''
    if (Array.isArray(value)) return value.join(' ')
    if (value instanceof Map) return jsonText(documentOf(shape[name] as Field<unknown>, value))
    return valueText(value)
  }

const iso =
  (name: 'storeTimestamp' | 'bornTimestamp'): Value =>
  message =>
    isoTime(message[name]) ?? ''

const short: Readonly<Record<string, Value>> = {
  broker: field('brokerName'),
  queue: field('queueId'),
  offset: field('queueOffset'),
  id: field('msgId'),
  tag: field('tags'),
  time: iso('storeTimestamp'),
  born: iso('bornTimestamp'),
  body: message => (message.decoded === undefined ? field('body')(message) : valueText(message.decoded)),
}

function valueNamed(name: string): Value | undefined {
  const own = Object.hasOwn(short, name) ? short[name] : undefined
  if (own) return own
  if (name.startsWith(propertyPrefix) && name.length > propertyPrefix.length)
    return ({properties}) => properties.get(name.slice(propertyPrefix.length)) ?? ''
  return Object.hasOwn(shape, name) ? field(name as keyof typeof shape) : undefined
}

/** With control characters made visible where it is `forEyes`. Throws {@link UsageError} for a name there is not. */
export function messageTemplate(text: string, forEyes: boolean): (message: PrintedMessage) => string {
  const names = [...new Set([...Object.keys(short), 'property.NAME', ...Object.keys(shape)])]
  const template = parseTemplate(text, name => valueNamed(name) !== undefined, names)
  const shown = (value: string) => (forEyes ? safeText(value) : value)
  return message => template.render(name => shown((valueNamed(name) as Value)(message)))
}
