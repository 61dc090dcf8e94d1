/** The shape of a result as `--output json` prints it, in the words of JSON Schema. It is what `view/document.ts` makes of the same field. */
import type {AnyField, Kind} from '../../schema.js'

export interface JsonShape {
  type?: string | string[]
  /** What a number or text stands for: a time in milliseconds, a size in bytes; missing where the type says it all. */
  kind?: Kind
  title?: string
  description?: string
  enum?: readonly string[]
  format?: string
  items?: JsonShape
  properties?: Record<string, JsonShape>
  required?: string[]
  additionalProperties?: JsonShape
}

export function jsonShape(field: AnyField): JsonShape {
  const shape = withoutNull(field)
  const {about, nullable} = field
  return {
    ...shape,
    ...(nullable && typeof shape.type === 'string' ? {type: [shape.type, 'null']} : {}),
    ...(about === undefined ? {} : {description: about}),
  }
}

const telling = new Set<Kind>(['long', 'offset', 'count', 'bytes', 'time', 'duration', 'rate'])

function withoutNull(field: AnyField): JsonShape {
  const {kind, element, key, values} = field
  const told = telling.has(kind) ? {kind} : {}
  switch (kind) {
    case 'string':
      return {type: 'string'}
    case 'enum':
      return {type: 'string', enum: values ?? []}
    case 'bool':
      return {type: 'boolean'}
    case 'double':
    case 'rate':
      return {type: 'number', ...told}
    case 'base64':
      return {
        ...inner('Bytes', {
          encoding: {type: 'string', enum: ['utf8', 'base64']},
          size: {type: 'integer', kind: 'bytes'},
          data: {type: 'string'},
        }),
      }
    case 'list':
      return {type: 'array', items: element ? jsonShape(element) : {}}
    case 'map':
      return {type: 'object', additionalProperties: element ? jsonShape(element) : {}}
    case 'entries':
      return {
        type: 'array',
        items: inner('Entry', {key: key ? jsonShape(key) : {}, value: element ? jsonShape(element) : {}}),
      }
    case 'object':
      return objectShape(field)
    case 'any':
      return {}
    default:
      return {type: 'integer', ...told}
  }
}

function objectShape({name, shape = {}}: AnyField): JsonShape {
  const properties: Record<string, JsonShape> = {}
  const required: string[] = []
  for (const [key, field] of Object.entries(shape) as [string, AnyField][]) {
    const added: [string, JsonShape][] = [[key, jsonShape(field)]]
    if (field.kind === 'time') added.push([`${key}Iso`, {type: ['string', 'null'], format: 'date-time'}])
    for (const [property, its] of added) {
      properties[property] = its
      if (!field.optional) required.push(property)
    }
  }
  return {type: 'object', ...(name === undefined ? {} : {title: name}), properties, required}
}

const inner = (title: string, properties: Record<string, JsonShape>): JsonShape => ({
  type: 'object',
  title,
  properties,
  required: Object.keys(properties),
})
