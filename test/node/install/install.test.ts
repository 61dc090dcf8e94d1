import {chmod, mkdir, readdir, readFile, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {install, listInstalled} from '../../../src/node/install/install.js'
import {temporaryFolder} from '../folder.js'
import {addReleases, fakeRepository} from './repository.js'

const https = {by: 'https' as const}

describe('installing', () => {
  it('latest takes the newest release that has everything, whatever the order of the list', async () => {
    const [repository, folder] = [await fakeRepository(), await temporaryFolder()]
    addReleases(repository, ['5.10.0', '4.9.8', '5.9.0', '5.11.0', '6.0.0-ALPHA', '5.10.1'], {
      '5.11.0': 'rocketmq-namesrv',
      '5.10.1': 'rocketmq-controller',
    })
    const texts: string[] = []
    const found = await install('latest', folder, {
      ...https,
      repository: repository.url,
      onProgress: ({text}) => texts.push(text),
    })
    expect(found).toMatchObject({version: '5.10.0', folder: join(folder, '5.10.0'), by: 'https'})
    expect(await readdir(join(folder, '5.10.0', 'lib'))).toHaveLength(6)
    expect(await readFile(join(folder, '5.10.0', 'lib', 'rocketmq-broker-5.10.0.jar'), 'utf8')).toBe(
      'org.apache.rocketmq:rocketmq-broker:5.10.0',
    )
    expect(texts).toContain('Fetched rocketmq-tools-5.10.0.jar')
    expect(await listInstalled(folder)).toEqual([found])
  })

  it('the same again fetches nothing', async () => {
    const [repository, folder] = [await fakeRepository(), await temporaryFolder()]
    addReleases(repository, ['4.9.7'])
    const first = await install('4.9.7', folder, {...https, repository: repository.url})
    repository.files.clear()
    expect(await install('4.9.7', folder, {...https, repository: repository.url})).toEqual(first)
  })

  it('what an older mqadmin installed without a proxy is fetched anew', async () => {
    const [repository, folder] = [await fakeRepository(), await temporaryFolder()]
    addReleases(repository, ['5.10.0'])
    await install('5.10.0', folder, {...https, repository: repository.url})
    const proxy = join(folder, '5.10.0', 'lib', 'rocketmq-proxy-5.10.0.jar')
    await rm(proxy)
    await install('5.10.0', folder, {...https, repository: repository.url})
    expect(await readFile(proxy, 'utf8')).toContain('rocketmq-proxy')
    expect(await readdir(folder)).toEqual(['5.10.0'])
  })

  it('replaces what an interruption left behind', async () => {
    const [repository, folder] = [await fakeRepository(), await temporaryFolder()]
    addReleases(repository, ['4.9.7'])
    await mkdir(join(folder, '4.9.7', 'lib'), {recursive: true})
    expect(await listInstalled(folder)).toEqual([])
    await install('4.9.7', folder, {...https, repository: repository.url})
    expect(await readdir(join(folder, '4.9.7', 'lib'))).toHaveLength(4)
  })

  it.each([
    ['a jar is missing', undefined, 'does not have'],
    ['a jar has another checksum', 'forged', 'has the checksum'],
  ])('leaves nothing when %s', async (_, content, message) => {
    const [repository, folder] = [await fakeRepository(), await temporaryFolder()]
    addReleases(repository, ['4.9.7'])
    const path = 'org/apache/rocketmq/rocketmq-client/4.9.7/rocketmq-client-4.9.7.jar'
    repository.files.set(`${path}.sha1`, '0'.repeat(40))
    if (content === undefined) repository.files.delete(path)
    await expect(install('4.9.7', folder, {...https, repository: repository.url})).rejects.toMatchObject({
      code: 'NODE_FAILED',
      message: expect.stringContaining(message),
    })
    expect(await readdir(folder)).toEqual([])
  })

  it('says so when the repository is not reached, and when it has no release', async () => {
    const [repository, folder] = [await fakeRepository(), await temporaryFolder()]
    await expect(install('latest', folder, {...https, repository: repository.url})).rejects.toMatchObject({
      code: 'NODE_FAILED',
    })
    await expect(install('latest', folder, {...https, repository: 'http://127.0.0.1:1'})).rejects.toMatchObject({
      code: 'UNREACHABLE',
      status: 5,
      hint: expect.stringContaining('--repository'),
    })
  })

  it('refuses what is no version', async () => {
    await expect(install('newest', await temporaryFolder(), https)).rejects.toMatchObject({code: 'USAGE'})
  })
})

/** A folder with a program called mvn. */
async function fakeMaven(...script: string[]): Promise<string> {
  const bin = await temporaryFolder()
  await writeFile(join(bin, 'mvn'), ['#!/bin/sh', ...script].join('\n'))
  await chmod(join(bin, 'mvn'), 0o755)
  return `${bin}:/bin:/usr/bin`
}

describe.skipIf(process.platform === 'win32')('installing through Maven', () => {
  it('passes on its words when it fails', async () => {
    const folder = await temporaryFolder()
    const PATH = await fakeMaven('echo "[ERROR] Could not find artifact x:y:1"', 'exit 1')
    await expect(install('4.9.7', folder, {env: {PATH}})).rejects.toMatchObject({
      code: 'NODE_FAILED',
      message: expect.stringContaining('Could not find artifact x:y:1'),
    })
    expect(await readdir(folder)).toEqual([])
  })

  it('takes what it copied, from the repository that was named', async () => {
    const folder = await temporaryFolder()
    const PATH = await fakeMaven(
      'for word; do case $word in -DoutputDirectory=*) lib=${word#*=};; esac; done',
      'mkdir -p "$lib" && cp pom.xml "$lib/a.jar"',
      'echo "[INFO] Downloaded from chosen: http://x/y/rocketmq-tools-4.9.7.jar (1 kB at 2 kB/s)"',
    )
    const texts: string[] = []
    const found = await install('4.9.7', folder, {
      env: {PATH},
      repository: 'http://repository.test/a&b',
      onProgress: ({text}) => texts.push(text),
    })
    expect(found.by).toBe('maven')
    const pom = await readFile(join(found.folder, 'lib', 'a.jar'), 'utf8')
    expect(pom).toContain('<url>http://repository.test/a&amp;b</url>')
    expect(pom.match(/<version>4\.9\.7<\/version>/g)).toHaveLength(4)
    expect(texts).toContain('Fetched rocketmq-tools-4.9.7.jar')
  })
})
