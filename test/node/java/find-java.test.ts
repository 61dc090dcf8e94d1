import {chmod, mkdir, writeFile} from 'node:fs/promises'
import {delimiter, join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {findJava, majorOf} from '../../../src/node/java/find-java.js'
import {heapFor, jvmFlags} from '../../../src/node/java/jvm-options.js'
import {temporaryFolder} from '../folder.js'

/** A home with a program that prints what an old JRE without a `release` file prints. */
async function fakeJava(version: string, release = false): Promise<string> {
  const home = await temporaryFolder()
  const program = join(home, 'bin', 'java')
  await mkdir(join(home, 'bin'))
  await writeFile(program, `#!/bin/sh\necho 'openjdk version "${release ? '0' : version}"' >&2\n`)
  await chmod(program, 0o755)
  if (release) await writeFile(join(home, 'release'), `IMPLEMENTOR="x"\nJAVA_VERSION="${version}"\n`)
  return home
}

describe.skipIf(process.platform === 'win32')('java', () => {
  it('is that of JAVA_HOME, its version read without starting it', async () => {
    const home = await fakeJava('21.0.2', true)
    const PATH = join(await fakeJava('17.0.1'), 'bin')
    expect(await findJava({JAVA_HOME: home, PATH})).toEqual({
      program: join(home, 'bin', 'java'),
      major: 21,
      version: '21.0.2',
    })
  })

  it('is the first on the path otherwise', async () => {
    const homes = [await temporaryFolder(), await fakeJava('1.8.0_302'), await fakeJava('17.0.1')]
    const PATH = homes.map(home => join(home, 'bin')).join(delimiter)
    expect(await findJava({PATH})).toMatchObject({program: join(homes[1] as string, 'bin', 'java'), major: 8})
  })

  it.each([
    ['no Java', async () => ({PATH: await temporaryFolder()}), 'No Java was found'],
    ['a JAVA_HOME without one', async () => ({JAVA_HOME: await temporaryFolder()}), 'no bin/java'],
    ['one that is too old', async () => ({JAVA_HOME: await fakeJava('1.7.0_80')}), 'too old'],
  ])('is an error: %s', async (_, env, message) => {
    await expect(findJava(await env())).rejects.toMatchObject({
      code: 'NODE_FAILED',
      message: expect.stringContaining(message),
    })
  })
})

describe('the JVM', () => {
  it.each([
    ['1.8.0_302', 8],
    ['11.0.2', 11],
    ['22-ea', 22],
    ['17', 17],
    ['', 0],
  ])('of version %s is %i', (version, major) => {
    expect(majorOf(version)).toBe(major)
  })

  it('gets a heap by the machine, in bounds', () => {
    const gibibyte = 2 ** 30
    expect([1, 2, 4, 8, 64].map(size => heapFor('broker', size * gibibyte))).toEqual([
      '256m',
      '256m',
      '512m',
      '1024m',
      '2048m',
    ])
    expect([1, 4, 64].map(size => heapFor('nameServer', size * gibibyte))).toEqual(['64m', '128m', '256m'])
  })

  it('gets leave to unmap files only where 4.9 needs it', () => {
    expect(jvmFlags({major: 8}, {major: 4})).toEqual([])
    expect(jvmFlags({major: 17}, {major: 5})).toEqual([])
    expect(jvmFlags({major: 17}, {major: 4})).toContain('--add-opens=java.base/java.nio=ALL-UNNAMED')
  })
})
