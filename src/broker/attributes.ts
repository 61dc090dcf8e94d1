/**
 * Edits of the attributes of topics and groups, as they come on the wire: `+key=value` adds or replaces, `-key` removes. Stored
 * and answered are plain keys (Java `AttributeUtil#alterCurrentAttributes`).
 */

interface AttributeRule {
  /** What is wrong with a value. */
  fault(value: string): string | undefined
  changeable: boolean
}

const among =
  (...values: string[]): AttributeRule['fault'] =>
  value =>
    values.includes(value) ? undefined : `value is not in set: [${values.join(', ')}]`
const wholeNumber =
  (least: number, most = Number.MAX_SAFE_INTEGER): AttributeRule['fault'] =>
  value =>
    /^-?\d+$/.test(value) && Number(value) >= least && Number(value) <= most
      ? undefined
      : `value is not in range(${least}, ${most})`
const anything: AttributeRule['fault'] = () => undefined
const flag = among('true', 'false')

const messageTypes = ['UNSPECIFIED', 'NORMAL', 'FIFO', 'DELAY', 'TRANSACTION', 'MIXED', 'PRIORITY', 'LITE']

export const topicAttributes: Readonly<Record<string, AttributeRule>> = {
  'queue.type': {fault: among('SimpleCQ'), changeable: false},
  'cleanup.policy': {fault: among('DELETE'), changeable: false},
  'message.type': {fault: among(...messageTypes), changeable: true},
  'reserve.time': {fault: wholeNumber(-1), changeable: true},
  'lite.topic.expiration': {fault: wholeNumber(-1, 43_200), changeable: true},
}

export const groupAttributes: Readonly<Record<string, AttributeRule>> = {
  'priority.factor': {fault: wholeNumber(0, 100), changeable: true},
  'lite.bind.topic': {fault: anything, changeable: true},
  'lite.sub.model': {fault: among('Shared', 'Exclusive'), changeable: true},
  'lite.sub.reset.offset.exclusive': {fault: flag, changeable: true},
  'lite.sub.reset.offset.unsubscribe': {fault: flag, changeable: true},
  'lite.sub.client.quota': {fault: wholeNumber(-1), changeable: true},
  'lite.sub.client.max.event.cnt': {fault: wholeNumber(10), changeable: true},
  'lite.sub.wildcard': {fault: anything, changeable: true},
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
      const fault = rule.fault(value)
      if (fault) throw new AttributeError(fault)
      result.set(key, value)
    }
  }
  return result
}
