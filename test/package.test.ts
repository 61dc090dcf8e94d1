import {execFile} from 'node:child_process'
import {mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {promisify} from 'node:util'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {type Cluster, startCluster} from '../src/testing.js'
import {version} from '../src/version.js'

const run = promisify(execFile)
const root = fileURLToPath(new URL('..', import.meta.url))
const windows = process.platform === 'win32'

let folder: string
let home: string
let cluster: Cluster

/** The package as npm makes it, installed elsewhere without what only its development needs. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mqadmin pack '))
  home = join(folder, 'a project')
  await mkdir(home)
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], {cwd: root, shell: windows})
  const [tarball] = (await readdir(folder)).filter(name => name.endsWith('.tgz'))
  await writeFile(join(home, 'package.json'), '{"name": "elsewhere", "private": true, "type": "module"}')
  const args = ['install', '--omit=dev', '--no-audit', '--no-fund', '--prefer-offline', join('..', tarball as string)]
  await run('npm', args, {cwd: home, shell: windows})
  cluster = await startCluster()
}, 180_000)

afterAll(async () => {
  await cluster?.close()
  await rm(folder, {recursive: true, force: true})
})

const bin = (name: string) => join(home, 'node_modules', '.bin', name)
const env = () => ({...process.env, NAMESRV_ADDR: cluster.nameServer, XDG_CONFIG_HOME: home, XDG_STATE_HOME: home})

describe('the installed package', () => {
  it('has every bin, and the version of package.json', async () => {
    const {version: packaged} = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {version: string}
    expect(version).toBe(packaged)
    expect((await run(bin('mqadmin'), ['--version'], {env: env(), shell: windows})).stdout).toContain(
      `mqadmin ${version}`,
    )
    for (const name of ['mqnamesrv', 'mqbroker'])
      expect((await run(bin(name), ['-h'], {env: env(), shell: windows})).stdout).toContain(`usage: ${name}`)
    await expect(run(bin('mqshutdown'), ['broker'], {env: env(), shell: windows})).rejects.toMatchObject({code: 3})
  })

  it('works on a cluster, in every form of output', async () => {
    await run(bin('mqadmin'), ['topic', 'set', 'packed'], {env: env(), shell: windows})
    for (const output of ['table', 'plain', 'json', 'ndjson', 'yaml', 'csv', 'classic']) {
      const {stdout} = await run(bin('mqadmin'), ['topicList', '--output', output], {env: env(), shell: windows})
      expect(stdout).toContain('packed')
    }
  })

  it.skipIf(windows)('runs through sh and through a link', async () => {
    const direct = join(home, 'node_modules', 'mqadmin', 'bin', 'mqadmin')
    const link = join(folder, 'linked')
    await symlink(direct, link)
    for (const [command, ...args] of [['sh', direct], [direct], [link], ['sh', link]] as [string, ...string[]][])
      expect((await run(command, [...args, 'topicList'], {env: env()})).stdout).toContain('packed')
  })

  it('is a library too', async () => {
    const program = `
      import {Admin, Cluster, Remoting} from 'mqadmin'
      import {startCluster} from 'mqadmin/testing'
      const running = await startCluster()
      const remoting = new Remoting()
      const topics = await new Admin(new Cluster(remoting, [running.nameServer])).topics.list()
      console.log(topics.some(({topic}) => topic === 'SELF_TEST_TOPIC'))
      await remoting.close()
      await running.close()`
    await writeFile(join(home, 'program.js'), program)
    expect((await run(process.execPath, ['program.js'], {cwd: home})).stdout).toBe('true\n')
  })
})
