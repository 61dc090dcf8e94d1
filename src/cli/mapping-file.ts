/**
 * Files with the mapping of a static topic, as Java's mqadmin writes them: what was before a change, and
 * what shall be after it. Either can be put back.
 */
import {randomUUID} from 'node:crypto'
import {readFile, rename, writeFile} from 'node:fs/promises'
import {join, resolve} from 'node:path'
import type {StaticPlan} from '../admin/static-topics.js'
import {UsageError} from '../errors.js'
import {type TopicRemappingDetail, topicRemappingDetail} from '../protocol/bodies/topic-remapping.js'
import {readJson} from '../protocol/json.js'
import {javaJson} from '../view/java-json.js'
import type {Io} from './io.js'

/** Paths of the two files of a change. */
export interface MappingFiles {
  before: string
  after: string
}

const topicName = /^[%|a-zA-Z0-9_-]+$/

/** Writes both into a folder. A file that is there already is kept beside it, with `.bak` behind its name. */
export async function writeMappingFiles(plan: StaticPlan, folder: string): Promise<MappingFiles> {
  const {topic, type} = plan
  if (!topicName.test(topic)) throw new UsageError(`'${topic}' is no name of a topic`)
  const before = {topic, type: 'CREATE_OR_UPDATE', parts: plan.before, mapIn: [], mapOut: []}
  const after = {topic, type, parts: plan.after, mapIn: plan.mapIn, mapOut: plan.mapOut}
  return {
    before: await write(folder, detailOf(before), 'before'),
    after: await write(folder, detailOf(after), 'after'),
  }
}

interface Side {
  topic: string
  type: string
  parts: StaticPlan['before']
  mapIn: Iterable<string>
  mapOut: Iterable<string>
}

const detailOf = ({topic, type, parts, mapIn, mapOut}: Side): TopicRemappingDetail => ({
  topic,
  type,
  epoch: Math.max(...[...parts.values()].map(({mappingDetail}) => mappingDetail.epoch), 0) || Date.now(),
  brokerConfigMap: new Map(parts),
  brokerToMapIn: [...mapIn].sort(),
  brokerToMapOut: [...mapOut].sort(),
})

async function write(folder: string, detail: TopicRemappingDetail, side: 'before' | 'after'): Promise<string> {
  const file = join(folder, `${detail.topic}-${detail.epoch}.${side}`)
  const draft = `${file}.${randomUUID()}.tmp`
  await writeFile(draft, javaJson(topicRemappingDetail.write(detail), false), {flag: 'wx', mode: 0o600})
  await rename(file, `${file}.bak`).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  await rename(draft, file)
  return file
}

/** Reads such a file; Java's and ours are the same. */
export async function readMappingFile(name: string, topic: string, io: Io): Promise<TopicRemappingDetail> {
  const file = resolve(io.cwd, name)
  const detail = await parsed(file)
  if (detail.topic !== topic) throw new UsageError(`${file} is about topic '${detail.topic}', not '${topic}'`)
  if (detail.brokerConfigMap.size === 0)
    throw new UsageError(`${file} holds no mapping: '${topic}' was not there`, {
      hint: `mqadmin topic delete ${topic} removes it again`,
    })
  return detail
}

async function parsed(file: string): Promise<TopicRemappingDetail> {
  try {
    return topicRemappingDetail.read(readJson(await readFile(file, 'utf8')), '')
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException
    throw new UsageError(`cannot read a mapping from ${file}: ${code ?? message}`, {cause: error})
  }
}
