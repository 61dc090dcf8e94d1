/** The Java that nodes run on: `JAVA_HOME`, else the first `java` on the path. */
import {execFile} from 'node:child_process'
import {access, constants, readFile, realpath} from 'node:fs/promises'
import {delimiter, dirname, join} from 'node:path'
import {promisify} from 'node:util'
import {MqError} from '../../errors.js'

const run = promisify(execFile)

export interface Java {
  /** The `java` program. */
  program: string
  /** 8 for 1.8, 17 for 17.0.15. */
  major: number
  version: string
}

const oldest = 8
const windows = process.platform === 'win32'

/** The path of a program, looked for as a shell does. */
export async function findProgram(name: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const extensions = windows ? ['.exe', '.cmd', '.bat'] : ['']
  for (const folder of (env['PATH'] ?? env['Path'] ?? '').split(delimiter)) {
    for (const extension of extensions) {
      const path = join(folder, name + extension)
      if (folder !== '' && (await isProgram(path))) return path
    }
  }
  return undefined
}

/** Throws `NODE_FAILED` when there is none, or one older than Java 8. */
export async function findJava(env: NodeJS.ProcessEnv): Promise<Java> {
  const home = env['JAVA_HOME']
  const program = home ? join(home, 'bin', windows ? 'java.exe' : 'java') : await findProgram('java', env)
  if (program === undefined || !(await isProgram(program)))
    throw new MqError(
      'NODE_FAILED',
      home ? `JAVA_HOME is ${home}, but there is no bin/java in it` : 'No Java was found',
      {
        hint: 'install a JDK or JRE from 8 on and set JAVA_HOME, or use the embedded engine, which needs none',
      },
    )
  const version = (await releaseOf(program)) ?? (await reportedVersion(program))
  const major = majorOf(version)
  if (major < oldest)
    throw new MqError('NODE_FAILED', `Java ${version} at ${program} is too old: RocketMQ needs ${oldest}`)
  return {program, major, version}
}

/** 8 for `1.8.0_302`, 17 for `17.0.15`, 22 for `22-ea`. */
export function majorOf(version: string): number {
  const [first = 0, second = 0] = version.split(/[^0-9]+/).map(Number)
  return first === 1 ? second : first
}

/** A JDK or JRE names its version in the file `release`; reading it spares the start of a JVM. */
async function releaseOf(program: string): Promise<string | undefined> {
  try {
    const text = await readFile(join(dirname(await realpath(program)), '..', 'release'), 'utf8')
    return /^JAVA_VERSION="([^"]+)"/m.exec(text)?.[1]
  } catch {
    return undefined
  }
}

async function reportedVersion(program: string): Promise<string> {
  try {
    const {stderr} = await run(program, ['-version'])
    return /version "([^"]+)"/.exec(stderr)?.[1] ?? ''
  } catch (error) {
    throw new MqError('NODE_FAILED', `${program} cannot be run: ${(error as Error).message}`, {cause: error})
  }
}

async function isProgram(path: string): Promise<boolean> {
  return access(path, windows ? constants.F_OK : constants.X_OK).then(
    () => true,
    () => false,
  )
}
