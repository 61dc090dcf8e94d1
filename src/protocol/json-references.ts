import {DecodeError} from '../errors.js'
import {Entries} from '../schema.js'

/** How many values all references of one document together may stand for: they could otherwise multiply without end. */
const maxCopies = 1_000_000
const maxDepth = 128

interface Extent {
  values: number
  depth: number
}

/**
 * fastjson 1 writes a second occurrence of the same instance as `{"$ref":"$.path[0]"}`. Each is replaced by the value it
 * points to, which is then shared. What cannot be found above it in the document, or would contain itself (`..`, `@`, `$`),
 * becomes null. Throws {@link DecodeError} when references multiply to more than a body ever holds.
 */
export function resolveReferences(root: unknown): unknown {
  /** Of values that are complete: only those can be pointed to. */
  const extents = new Map<object, Extent>()
  let copies = 0

  const extentOf = (value: unknown): Extent =>
    (typeof value === 'object' && value !== null && extents.get(value)) || {values: 1, depth: 0}

  const visit = (node: unknown): unknown => {
    if (typeof node !== 'object' || node === null) return node
    const path = referencePath(node)
    if (path !== undefined) return follow(path)
    const extent: Extent = {values: 1, depth: 1}
    const child = (value: unknown): unknown => {
      const resolved = visit(value)
      const of = extentOf(resolved)
      extent.values += of.values
      extent.depth = Math.max(extent.depth, of.depth + 1)
      if (extent.depth > maxDepth) throw new DecodeError(`JSON is nested deeper than ${maxDepth} levels`)
      return resolved
    }
    if (node instanceof Entries) for (const pair of node.pairs) pair.splice(0, 2, child(pair[0]), child(pair[1]))
    else if (Array.isArray(node)) for (const [index, item] of node.entries()) node[index] = child(item)
    else for (const key of Object.keys(node)) (node as Record<string, unknown>)[key] = child(node[key as keyof object])
    extents.set(node, extent)
    return node
  }

  const follow = (path: string): unknown => {
    const target = find(root, path)
    if (typeof target !== 'object' || target === null) return target
    const extent = extents.get(target)
    if (!extent) return null
    copies += extent.values
    if (copies > maxCopies) throw new DecodeError(`JSON: its references stand for more than ${maxCopies} values`)
    return target
  }

  return visit(root)
}

function referencePath(node: object): string | undefined {
  const path = (node as {$ref?: unknown}).$ref
  return typeof path === 'string' && Object.keys(node).length === 1 ? path : undefined
}

function find(root: unknown, path: string): unknown {
  if (!path.startsWith('$')) return null
  let node: unknown = root
  for (const [, name, index] of path.slice(1).matchAll(/\.([^.[\]]+)|\[(\d+)\]/g)) {
    if (typeof node !== 'object' || node === null || node instanceof Entries) return null
    const key = (name ?? index) as string
    node = Object.hasOwn(node, key) ? node[key as keyof object] : null
  }
  return node
}
