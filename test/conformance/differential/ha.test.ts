/**
 * Lines about replication, controllers and broker containers, on real servers of 5.5.0 and with its tools: a controller, two replicas, a
 * broker container. First all is well, then the slave is gone, then a broker hangs.
 */
import {afterAll, beforeAll, describe, expect, it, type TaskMeta, vi} from 'vitest'
import {type GoldenCase, nameServerMark, writeGolden} from '../../support/golden.js'
import {javaAvailable} from '../../support/java.js'
import {containerJars} from '../../support/java-release.js'
import {masked} from '../../support/masks.js'
import {HaStage, tooBusy} from './ha-stage.js'
import type {JavaLineAnswer, OurAnswer} from './stage.js'

const recording = process.env['MQADMIN_RECORD'] === 'true'
const title = 'lines on a replicating cluster of 5.5.0'
const missing = await reasonToSkip()
/** Their golden files are written here; those of the others on the plain cluster. */
const own =
  /^(haStatus|getSyncStateSet|getController\w+|updateControllerConfig|cleanBrokerMetadata|addBroker|removeBroker|resetMasterFlushOffset|getBrokerEpoch)$/
const waiting = {timeout: 60_000, interval: 250}

/** Of servers that are all there. */
const calm = [
  'getControllerMetaData -a {controller}',
  'getControllerConfig -a {controller}',
  'getSyncStateSet -a {controller} -b broker-r',
  'getSyncStateSet -a {controller} -c HaCluster',
  'getBrokerEpoch -b broker-r',
  'getBrokerEpoch -c HaCluster',
  'haStatus -c HaCluster',
  'haStatus -b {master}',
  'haStatus -b {slave}',
  'clusterList',
  'clusterList -m',
  'clusterList -c HaCluster',
  'brokerStatus -c HaCluster',
  'brokerStatus -b {slave}',
  'getBrokerConfig -c HaCluster',
  'brokerConsumeStats -b {slave}',
  'topicRoute -t stock',
  'topicRoute -t stock -l',
  'topicStatus -t stock',
  'topicClusterList -t stock',
  'statsAll -t stock',
  'consumerProgress',
  'consumerProgress -g stock-service',
  'getConsumerConfig -g stock-service',
]

/** With the slave gone. */
const slaveGone = [
  'getSyncStateSet -a {controller} -b broker-r',
  'haStatus -c HaCluster',
  'getBrokerEpoch -b broker-r',
  'clusterList',
  'brokerStatus -c HaCluster',
  'topicRoute -t stock',
  'topicStatus -t stock',
  'consumerProgress -g stock-service',
]

/** With a broker that hangs: what ours prints for the others, and names on standard error. */
const hanging = [
  'clusterList',
  'clusterList -m',
  'brokerStatus -c HaCluster',
  'haStatus -c HaCluster',
  'getBrokerConfig -c HaCluster',
  'getBrokerEpoch -c HaCluster',
  'topicStatus -t stock',
  'consumerProgress',
  'consumerProgress -g stock-service',
  'cleanExpiredCQ -c HaCluster',
]
/** Those of which Java prints the rest as well; it ends at the first failure of the others. */
const javaGoesOn = hanging.slice(0, 3)
/** What is summed over all brokers is not to be had without one. */
const unanswered = ['brokerStatus -b {hung}', 'statsAll -t stock']
const changing = [
  'updateBrokerConfig -c HaCluster -k flushConsumerOffsetInterval -v 6000',
  'updateTopic -c HaCluster -t stock -r 3 -w 3',
  'updateSubGroup -c HaCluster -g stock-service -r 5',
]
/** Long enough for a live broker on a machine that is busy with starting them. */
const patience = ['--request-timeout', '30s', '--timeout', '2m']

describe(title, () => {
  if (missing !== undefined) {
    it.skip('needs Java', {meta: {skipped: `${title}: ${missing}`}}, () => {})
    return
  }
  let stage: HaStage
  const golden = new Map<string, GoldenCase[]>()
  beforeAll(async () => {
    stage = await HaStage.open()
    await vi.waitFor(async () => {
      const rows = await stage.replicas()
      expect(rows.filter(({inSync, alive}) => inSync && alive)).toHaveLength(2)
      expect(await stage.registered()).toHaveLength(2)
    }, waiting)
    await nameReplicas()
    for (const line of [
      'topic set --topic stock --queues 2 --cluster HaCluster',
      'group set --group stock-service --cluster HaCluster',
      // consumers make it; without it Java does not find the group
      'topic set --topic %RETRY%stock-service --queues 1 --cluster HaCluster',
      'message send --topic stock --body a --key k1',
      'message send --topic stock --body b --key k2',
      'offset reset --group stock-service --topic stock --to earliest --yes',
    ])
      expect(await stage.ours(line)).toMatchObject({status: 0})
  })
  afterAll(async () => {
    for (const [command, cases] of golden) writeGolden(command, cases)
    await stage?.close()
  })

  /** `{master}` and `{slave}` of the lines, as the recorder tells them. */
  async function nameReplicas(): Promise<void> {
    const rows = await stage.replicas()
    const told = new Map(stage.addresses.map(([told, own]) => [own, told]))
    for (const {id, address, masterId} of rows)
      stage.values[id === masterId ? 'master' : 'slave'] = told.get(address) as string
  }

  function judge(line: string, ours: OurAnswer, java: JavaLineAnswer, meta: TaskMeta, status = 0): void {
    const [command = ''] = line.split(' ')
    const same = masked(command, ours.stdout) === masked(command, java.stdout)
    meta.line = same ? 'equal' : 'different'
    expect(masked(command, ours.stdout), `ours: ${ours.stderr}Java's: ${java.stderr.slice(0, 1000)}`).toBe(
      masked(command, java.stdout),
    )
    expect(ours.status).toBe(status)
    if (status === 0 && own.test(command)) keep(ours, java.stdout)
  }

  function keep({argv, exchanges}: OurAnswer, text: string): void {
    if (!recording) return
    const stdout = text.replaceAll(stage.recorder.nameServer, nameServerMark)
    const one = {argv, stdout, brokers: stage.addresses.map(pair => [...pair]), exchanges}
    golden.set(argv[0] as string, [...(golden.get(argv[0] as string) ?? []), one])
  }

  /** Lines that only look, answered the same for both: ours one after the other, Java's, which take seconds, side by side. */
  const looking = (where: string, lines: readonly string[]) =>
    describe(where, () => {
      const pairs = new Map<string, Promise<[OurAnswer, JavaLineAnswer]>>()
      beforeAll(async () => {
        stage.recorder.freeze()
        const answers: [string, OurAnswer][] = []
        for (const line of lines) answers.push([line, await stage.ours(line, patience)])
        for (const [line, answer] of answers) {
          const pair = stage.look(line).then((theirs): [OurAnswer, JavaLineAnswer] => [answer, theirs])
          pair.catch(() => {})
          pairs.set(line, pair)
        }
      })
      afterAll(async () => {
        await Promise.allSettled(pairs.values())
        stage.recorder.thaw()
      })
      it.for(lines)('%s', async (line, {task}) => {
        const [ours, java] = (await pairs.get(line)) as [OurAnswer, JavaLineAnswer]
        judge(line, ours, java, task.meta)
      })
    })

  looking('where all is well', calm)

  describe('writing', () => {
    /** Ours, then Java's, each once. */
    async function each(line: string, meta: TaskMeta, javaLine = line): Promise<void> {
      const ours = await stage.ours(line)
      expect(ours).toMatchObject({status: 0, stderr: ''})
      const java = await stage.javas(javaLine)
      // a broker that stops may take longer than the 20 s that Java waits
      if (tooBusy.test(java.stderr)) meta.skipped = `${line}: Java did not wait for the answer`
      else judge(line, ours, java, meta)
    }

    it('takes brokers into a container and lets them go', async ({task}) => {
      const brokers = [await stage.java.newBroker('broker-x'), await stage.java.newBroker('broker-y')] as const
      const add = (at: 0 | 1) => `addBroker -c {container} -b ${brokers[at].file}`
      await each(add(0), task.meta, add(1))
      await vi.waitFor(async () => {
        expect(await stage.registered()).toEqual(expect.arrayContaining(['broker-x 0', 'broker-y 0']))
      }, waiting)
      const again = await stage.ours(add(0))
      expect(again).toMatchObject({status: 1, stdout: ''})
      expect(again.stderr).toContain('has already been added')
      const remove = (name: string) => `removeBroker -c {container} -b HaCluster:${name}:0`
      await each(remove('broker-x'), task.meta, remove('broker-y'))
      await vi.waitFor(async () => expect(await stage.registered()).toHaveLength(2), waiting)
      expect(await stage.ours(remove('broker-x'))).toMatchObject({status: 3, stdout: ''})
    })

    it('changes a setting of the controller', async ({task}) => {
      await each('updateControllerConfig -a {controller} -k electMasterMaxRetryCount -v 4', task.meta)
      const {stdout} = await stage.javas('getControllerConfig -a {controller}')
      expect(stdout).toMatch(/^electMasterMaxRetryCount += {2}4$/m)
    })

    it('changes the flush offset that a slave holds', async ({task}) => {
      await each('resetMasterFlushOffset -b {slave} -o 0', task.meta)
    })

    it('makes the slave the master; Java does so too, and prints an exception', async () => {
      const [before] = await stage.replicas()
      const rows = await stage.replicas()
      const old = before?.masterId as number
      const other = rows.find(({id}) => id !== old) as {id: number}
      const elect = (id: number) => `electMaster -a {controller} -b ${id} -bn broker-r -c HaCluster`
      const ours = await stage.ours(elect(other.id))
      expect(ours).toMatchObject({status: 0, stderr: ''})
      expect(ours.stdout).toMatch(/^\n#ClusterName\tHaCluster\n#BrokerName\tbroker-r\n#BrokerMasterAddr\t/)
      expect(ours.stdout.match(/^\t#Broker\t/gm)).toHaveLength(2)
      expect((await stage.replicas())[0]?.masterId).toBe(other.id)
      // both must be complete again before there can be another election
      await vi.waitFor(async () => {
        expect((await stage.replicas()).filter(({inSync, alive}) => inSync && alive)).toHaveLength(2)
      }, waiting)
      const java = await stage.javas(elect(old))
      expect(java.stdout).toBe('')
      expect(java.stderr).toContain('JSONException')
      expect((await stage.replicas())[0]?.masterId).toBe(old)
      expect(await stage.ours(elect(9))).toMatchObject({status: 3, stdout: ''})
    })
  })

  describe('with the slave gone', () => {
    beforeAll(async () => {
      await nameReplicas()
      const slave = stage.processAt(stage.values['slave'] as string)
      process.kill(slave.pid, 'SIGKILL')
      await vi.waitFor(async () => {
        expect((await stage.replicas()).filter(({inSync, alive}) => !inSync && !alive)).toHaveLength(1)
        expect(await stage.registered()).toEqual(['broker-r 0'])
      }, waiting)
    })

    looking('lines', slaveGone)

    it('forgets its record, and no living one', async ({task}) => {
      const rows = await stage.replicas()
      const dead = rows.find(({alive}) => !alive)?.id
      const elected = await stage.ours(`electMaster -a {controller} -b ${dead} -bn broker-r -c HaCluster`)
      expect(elected).toMatchObject({status: 1, stdout: ''})
      expect(elected.stderr).toContain('mqadmin ha sync-state')
      const clean = 'cleanBrokerMetadata -a {controller} -bn broker-r -c HaCluster'
      expect(await stage.ours(clean)).toMatchObject({status: 1, stdout: ''})
      const line = `${clean} -b ${dead}`
      const ours = await stage.ours(line)
      expect((await stage.replicas()).map(({id}) => id)).not.toContain(dead)
      judge(line, ours, await stage.javas(line), task.meta)
      expect((await stage.ours(line)).stderr).toContain('already absent')
    })
  })

  describe('with a broker that hangs', () => {
    let hung: string
    const ours = new Map<string, OurAnswer>()
    const javas = new Map<string, Promise<JavaLineAnswer>>()
    beforeAll(async () => {
      const {file, address} = await stage.java.newBroker('broker-z')
      hung = address
      stage.values['hung'] = address
      expect(await stage.ours(`addBroker -c {container} -b ${file}`)).toMatchObject({status: 0})
      await vi.waitFor(async () => expect(await stage.registered()).toContain('broker-z 0'), waiting)
      for (const line of [
        'topic set --topic stock --queues 2 --cluster HaCluster',
        'topic set --topic %RETRY%stock-service --queues 1 --cluster HaCluster',
        'group set --group stock-service --cluster HaCluster',
      ])
        expect(await stage.ours(line)).toMatchObject({status: 0})
      await vi.waitFor(async () => {
        for (const topic of ['stock', '%RETRY%stock-service'])
          expect((await stage.ours(`topicRoute -t ${topic}`)).stdout).toContain('broker-z')
      }, waiting)
      // what the live brokers answer now they answer later, at once
      stage.recorder.freeze()
      const lines = [...hanging, ...unanswered]
      for (const line of lines)
        expect(await stage.ours(line, patience)).toMatchObject({status: expect.toBeOneOf([0, 6])})
      process.kill(stage.java.container.pid, 'SIGSTOP')
      const answers = await Promise.all(lines.map(line => stage.ours(line)))
      lines.forEach((line, at) => {
        ours.set(line, answers[at] as OurAnswer)
      })
      for (const line of javaGoesOn) javas.set(line, stage.javas(line))
      await Promise.all(javas.values())
      stage.recorder.thaw()
      await Promise.all(changing.map(async line => ours.set(line, await stage.ours(line))))
    })
    afterAll(() => {
      process.kill(stage.java.container.pid, 'SIGCONT')
    })

    const isPartial = ({status, stderr}: OurAnswer) => {
      expect(stderr).toContain(hung)
      expect(stderr).not.toContain(stage.values['master'])
      expect(status).toBe(6)
    }

    it.for(hanging)('%s', async (line, {task}) => {
      const answer = ours.get(line) as OurAnswer
      isPartial(answer)
      const java = await javas.get(line)
      if (java) judge(line, answer, java, task.meta, 6)
    })

    it.each(unanswered)('%s has no answer', line => {
      expect(ours.get(line)).toMatchObject({status: 5, stdout: '', stderr: expect.stringContaining(hung)})
    })

    it.each(changing)('%s', line => isPartial(ours.get(line) as OurAnswer))
  })
})

async function reasonToSkip(): Promise<string | undefined> {
  const available = await javaAvailable('5.5.0')
  if (!available.ok) return available.reason
  return containerJars().then(
    () => undefined,
    (error: Error) => error.message,
  )
}
