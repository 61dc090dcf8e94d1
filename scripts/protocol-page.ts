import type {Body} from '../src/protocol/body.js'
import type {AnyRequest, Role} from '../src/protocol/request.js'
import {responseName} from '../src/protocol/response-code.js'
import type {AnyField, Shape} from '../src/schema.js'

const roles: [Role, string][] = [
  ['nameServer', 'Served by the name server'],
  ['broker', 'Served by the broker'],
  ['client', 'Sent to a client'],
  ['controller', 'Served by the controller'],
  ['container', 'Served by a broker container'],
]

/** The text of `docs/protocol.md`: everything the request table declares. */
export function protocolPage(requests: Record<string, AnyRequest>): string {
  const all = Object.values(requests).sort((a, b) => a.code - b.code)
  const shapes = new Map<string, AnyField>()
  const sections = roles.map(([role, title]) => {
    const served = all.filter(request => request.to === role)
    return [`## ${title}`, ...served.map(request => describeRequest(request, shapes))].join('\n\n')
  })
  return `${[
    '# The remoting protocol',
    'Generated from `src/protocol` by `node scripts/protocol-docs.mjs`; do not edit.',
    'What is not marked must be there. `?` may be missing; `= x` is taken for a missing one; a name in brackets is ' +
      'what the field is called on the wire. Kinds: `offset`, `count`, `bytes`, `time` (milliseconds since 1970) and `duration` ' +
      '(milliseconds) are 64-bit integers within 2^53, `long` takes all 64 bits.',
    ...sections,
    '## Shapes',
    ...[...shapes]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, field]) => describeShape(name, field.shape as Shape)),
  ].join('\n\n')}\n`
}

function describeRequest(request: AnyRequest, shapes: Map<string, AnyField>): string {
  const facts = [`effect: ${request.effect}`]
  if (request.since) facts.push(`since ${request.since}`)
  if (request.timeoutMs) facts.push(`may take ${request.timeoutMs / 1000} s`)
  const lines = [
    `### ${request.code} ${request.name}`,
    '',
    `${facts.join('; ')}.${request.about ? ` ${request.about}` : ''}`,
    '',
  ]
  const part = (title: string, header: Shape | undefined, body: Body<unknown> | undefined) => {
    for (const field of Object.values(header ?? {})) collect(field, shapes)
    if (body?.field) collect(body.field, shapes)
    const fields = Object.entries(header ?? {}).map(([key, field]) => `  - ${describeField(key, field)}`)
    if (fields.length > 0) lines.push(`- ${title} header:`, ...fields)
    if (body) lines.push(`- ${title} body: ${body.field ? typeName(body.field) : body.kind}${body.optional ? '?' : ''}`)
  }
  part('request', request.header, request.body)
  part('reply', request.reply?.header, request.reply?.body)
  const codes = request.reply?.codes
  if (codes) lines.push(`- answers: ${codes.map(code => `${code} ${responseName(code)}`).join(', ')}`)
  return lines.join('\n').trimEnd()
}

const describeShape = (name: string, shape: Shape): string =>
  [`### ${name}`, '', ...Object.entries(shape).map(([key, field]) => `- ${describeField(key, field)}`)].join('\n')

function describeField(key: string, field: AnyField): string {
  const wireName = field.wireName && field.wireName !== key ? ` (\`${field.wireName}\`)` : ''
  const mark = field.optional ? '?' : field.fallback === undefined ? '' : defaultText(field.fallback)
  return `\`${key}\`${wireName}: ${typeName(field)}${mark}${field.about ? ` – ${field.about}` : ''}`
}

function defaultText(value: unknown): string {
  if (value instanceof Map || Array.isArray(value)) return ' = empty'
  return ` = ${typeof value === 'string' ? JSON.stringify(value) : String(value)}`
}

function typeName(field: AnyField): string {
  switch (field.kind) {
    case 'object':
      return `[${field.name}](#${field.name?.toLowerCase()})`
    case 'list':
      return `list of ${typeName(field.element as AnyField)}`
    case 'map':
      return `map of ${typeName(field.element as AnyField)}`
    case 'entries':
      return `map from ${typeName(field.key as AnyField)} to ${typeName(field.element as AnyField)}`
    case 'enum':
      return field.values?.join(' or ') ?? 'enum'
    default:
      return field.kind
  }
}

/** Finds the objects that a field is made of; two of one name must be the same. */
function collect(field: AnyField, shapes: Map<string, AnyField>): void {
  for (const inner of [field.element, field.key]) if (inner) collect(inner, shapes)
  if (field.kind !== 'object' || field.name === undefined || shapes.get(field.name)?.shape === field.shape) return
  if (shapes.has(field.name)) throw new Error(`two shapes are called ${field.name}`)
  shapes.set(field.name, field)
  for (const inner of Object.values(field.shape ?? {})) collect(inner, shapes)
}
