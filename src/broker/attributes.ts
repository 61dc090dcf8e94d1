/**
 * Edits of the attributes of topics and groups, as they come on the wire: `+key=value` adds or replaces, `-key` removes. Stored
 * and answered are plain keys (Java `AttributeUtil#alterCurrentAttributes`).
 */

interface AttributeRule {
  accepts(value: string): boolean
  changeable: boolean
}

const among =
  (...values: string[]): AttributeRule['accepts'] =>
  value =>
    values.includes(value)
const wholeNumber =
  (least: number, most = Number.MAX_SAFE_INTEGER): AttributeRule['accepts'] =>
  value =>
    /^-?\d+$/.test(value) && Number(value) >= least && Number(value) <= most
const flag = among('true', 'false')

const messageTypes = ['UNSPECIFIED', 'NORMAL', 'FIFO', 'DELAY', 'TRANSACTION', 'MIXED', 'PRIORITY', 'LITE']

export const topicAttributes: Readonly<Record<string, AttributeRule>> = {
  'queue.type': {accepts: among('SimpleCQ'), changeable: false},
  'cleanup.policy': {accepts: among('DELETE'), changeable: false},
  'message.type': {accepts: among(...messageTypes), changeable: true},
  'reserve.time': {accepts: wholeNumber(-1), changeable: true},
  'lite.topic.expiration': {accepts: wholeNumber(-1, 43_200), changeable: true},
}

export const groupAttributes: Readonly<Record<string, AttributeRule>> = {
  'priority.factor': {accepts: wholeNumber(0, 100), changeable: true},
  'lite.bind.topic': {accepts: () => true, changeable: true},
  'lite.sub.model': {accepts: among('Shared', 'Exclusive'), changeable: true},
  'lite.sub.reset.offset.exclusive': {accepts: flag, changeable: true},
  'lite.sub.reset.offset.unsubscribe': {accepts: flag, changeable: true},
  'lite.sub.client.quota': {accepts: wholeNumber(-1), changeable: true},
  'lite.sub.client.max.event.cnt': {accepts: wholeNumber(10), changeable: true},
  'lite.sub.wildcard': {accepts: () => true, changeable: true},
}

/** An edit that cannot be made; the message is what the reply says. */
export class AttributeError extends Error {}

type Edits = ReadonlyMap<string, string>

/** Reads `+message.type=FIFO,-reserve.time`. Keys keep their sign. */
export function parseAttributeEdits(text: string | undefined): Map<string, string> {
  const edits = new Map<string, string>()
  for (const part of (text ?? '').split(',')) {
    if (part.trim() === '') continue
    const [key = '', value = '', ...more] = part.split('=')
    if (part.includes('=')) {
      if (!key.startsWith('+') || value === '' || more.length > 0)
        throw new AttributeError(`add/alter attribute format is wrong: ${part}`)
    } else if (!key.startsWith('-')) throw new AttributeError(`delete attribute format is wrong: ${part}`)
    if (edits.has(key)) throw new AttributeError(`key duplication: ${key}`)
    edits.set(key, value)
  }
  return edits
}

/** The attributes after the edits. `current` undefined: the topic or group is being made. */
export function editAttributes(
  rules: Readonly<Record<string, AttributeRule>>,
  current: Edits | undefined,
  edits: Edits,
): Map<string, string> {
  const result = new Map(current)
  const seen = new Set<string>()
  for (const [signed, value] of edits) {
    const key = signed.slice(1)
    const remove = signed.startsWith('-')
    if (!remove && !signed.startsWith('+')) throw new AttributeError(`wrong format key: ${signed}`)
    if (current === undefined && remove)
      throw new AttributeError(`only add attribute is supported while creating topic. key: ${key}`)
    if (seen.has(key)) throw new AttributeError(`alter duplication key. key: ${key}`)
    seen.add(key)
    const rule = Object.hasOwn(rules, key) ? rules[key] : undefined
    if (!rule) throw new AttributeError(`unsupported key: ${key}`)
    if (current !== undefined && !rule.changeable)
      throw new AttributeError(`attempt to update an unchangeable attribute. key: ${key}`)
    if (remove) {
      if (!result.delete(key)) throw new AttributeError(`attempt to delete a nonexistent key: ${key}`)
    } else {
      if (!rule.accepts(value)) throw new AttributeError(`value of ${key} is not valid: ${value}`)
      result.set(key, value)
    }
  }
  return result
}
