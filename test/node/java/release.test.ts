import {mkdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {compareVersions, findRelease} from '../../../src/node/java/release.js'
import {temporaryFolder} from '../folder.js'

async function releases(...versions: string[]): Promise<string> {
  const folder = await temporaryFolder()
  for (const version of versions) await distribution(join(folder, version), version)
  return folder
}

async function distribution(home: string, version: string): Promise<string> {
  await mkdir(join(home, 'lib'), {recursive: true})
  await writeFile(join(home, 'lib', `rocketmq-broker-${version}.jar`), '')
  return home
}

describe('versions', () => {
  it('are ordered by number, a pre-release before its release', () => {
    const sorted = ['4.9.2', '4.9.10', '5.0.0-ALPHA', '5.0.0-BETA', '5.0.0', '5.5.0', '5.10.0']
    expect(sorted.toReversed().sort(compareVersions)).toEqual(sorted)
  })
})

describe('the release of a node', () => {
  it('is the newest installed one', async () => {
    const installFolder = await releases('5.9.0', '5.10.0', '4.9.7')
    expect(await findRelease(undefined, {installFolder})).toMatchObject({version: '5.10.0', major: 5})
  })

  it('is the one at ROCKETMQ_HOME before any installed one', async () => {
    const installFolder = await releases('5.5.0')
    const rocketmqHome = await distribution(await temporaryFolder(), '5.3.2')
    expect(await findRelease(undefined, {installFolder, rocketmqHome})).toMatchObject({
      version: '5.3.2',
      home: rocketmqHome,
    })
    expect(await findRelease('5.5.0', {installFolder, rocketmqHome})).toMatchObject({
      lib: join(installFolder, '5.5.0', 'lib'),
    })
    expect(await findRelease('5.3.2', {installFolder, rocketmqHome})).toMatchObject({home: rocketmqHome})
  })

  it.each([
    ['4.9.7', undefined, 'mqadmin node install 4.9.7'],
    [undefined, undefined, 'mqadmin node install latest'],
    [undefined, '/nowhere', 'unset it'],
  ])('that is not there is an error with the way to get it: %s %s', async (version, rocketmqHome, hint) => {
    const installFolder = await temporaryFolder()
    await expect(findRelease(version, {installFolder, rocketmqHome})).rejects.toMatchObject({
      code: 'NODE_FAILED',
      hint: expect.stringContaining(hint),
    })
  })

  it('must be a version', async () => {
    await expect(findRelease('../x', {installFolder: await releases('5.5.0')})).rejects.toMatchObject({code: 'USAGE'})
  })
})
