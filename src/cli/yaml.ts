/** Settings files: YAML in which every value is text. The yaml package is loaded only for what {@link readPlainYaml} leaves to it. */
import {readFileSync} from 'node:fs'
import type {Document, ParseOptions, SchemaOptions} from 'yaml'
import {type ErrorCode, MqError} from '../errors.js'
import {readPlainYaml} from './plain-yaml.js'

/** `0123` and `true` stay what was written: a secret key is no number. */
const options: ParseOptions & SchemaOptions & {prettyErrors: false} = {
  schema: 'failsafe',
  customTags: ['null'],
  prettyErrors: false,
}

/** Where in a file something is wrong; never quotes the file, which may hold secrets. */
export function fileError(
  code: ErrorCode,
  file: string,
  line: number | undefined,
  message: string,
  hint?: string,
): MqError {
  const place = line === undefined ? file : `${file}:${line}`
  return new MqError(code, `${place}: ${message}`, {facts: {file, ...(line === undefined ? {} : {line})}, hint})
}

/** The text of a file, or undefined where there is none. Whatever else keeps it from being read is an error with this code. */
export function readTextFile(file: string, code: ErrorCode): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const {code: reason} = error as NodeJS.ErrnoException
    if (reason === 'ENOENT' || reason === 'ENOTDIR') return undefined
    throw new MqError(code, `${file} cannot be read: ${reason}`, {facts: {file}, cause: error})
  }
}

/** The content of a file as mappings, lists and text. Bad YAML is an error with this code that names file and line. */
export async function parseYaml(text: string, file: string, code: ErrorCode): Promise<unknown> {
  const plain = readPlainYaml(text)
  if (plain !== undefined) return plain
  return (await parsed(text, file, code)).toJS()
}

/** The line of the last of these nested keys that the file has. */
export async function lineOf(text: string, keys: readonly string[]): Promise<number | undefined> {
  const {isMap, isScalar, parseDocument} = await import('yaml')
  let node: unknown = parseDocument(text, options).contents
  let at: number | undefined
  for (const key of keys) {
    if (!isMap(node)) break
    const pair = node.items.find(item => isScalar(item.key) && item.key.value === key)
    if (!pair || !isScalar(pair.key)) break
    at = pair.key.range?.[0] ?? at
    node = pair.value
  }
  return at === undefined ? undefined : lineAt(text, at)
}

/** The text after an edit; comments and order stay as they are. */
export async function editYaml(
  text: string,
  file: string,
  code: ErrorCode,
  edit: (document: Document) => void,
): Promise<string> {
  const document = await parsed(text, file, code)
  const {isMap, YAMLMap} = await import('yaml')
  if (document.contents === null) document.contents = new YAMLMap()
  if (!isMap(document.contents)) throw fileError(code, file, 1, 'a mapping was expected')
  edit(document)
  return document.toString({lineWidth: 0})
}

async function parsed(text: string, file: string, code: ErrorCode): Promise<Document> {
  const {parseDocument} = await import('yaml')
  const document = parseDocument(text, options)
  const [error] = document.errors
  if (!error) return document as unknown as Document
  const reason = error.code.toLowerCase().replaceAll('_', ' ')
  throw fileError(code, file, lineAt(text, error.pos[0]), `not valid YAML (${reason})`)
}

const lineAt = (text: string, position: number): number => text.slice(0, position).split('\n').length
