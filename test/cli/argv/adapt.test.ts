import {describe, expect, it} from 'vitest'
import {adapt, commandNamed} from '../../../src/cli/argv/adapt.js'
import {adapted, catalog, tokens, usageError} from './catalog.js'

describe('names', () => {
  it.each([
    ['topicList', 'topic:list', 'topicList'],
    ['TOPICLIST', 'topic:list', 'topicList'],
    ['topic list', 'topic:list', undefined],
    ['Topic List', 'topic:list', undefined],
    ['topic:list', 'topic:list', undefined],
    ['broker config get', 'broker:config:get', undefined],
    ['broker:config get', 'broker:config:get', undefined],
    ['getAccessConfigSubCommand', 'acl4:get', 'getAclConfig'],
    ['producer -b 10.0.0.1:10911', 'producer:list', 'producer'],
    ['producer list -b 10.0.0.1:10911', 'producer:list', undefined],
  ])('%s runs %s', (line, id, java) => {
    const result = adapted(line)
    expect(result).toMatchObject({kind: 'run', id})
    expect(result.kind === 'run' && result.java?.name).toBe(java)
    expect(commandNamed(line.split(' '), catalog)).toBe(id)
  })

  it('passes on the name as typed', () => {
    expect(adapted('TopicList -n a:9876')).toMatchObject({typedName: 'TopicList'})
    expect(adapted('topic set orders')).toMatchObject({typedName: 'topic set'})
  })

  it.each([
    ['topics', ['topic', 'topicStatus']],
    ['topics list', ['topic list']],
    ['topic lst', ['topic list']],
    ['topic ls', ['topic list']],
    ['topic create', ['topic set']],
    ['topic describe orders', ['topic get']],
    ['broker config gte', ['broker config get', 'broker config set']],
    ['namesrv config get', ['nameserver config get']],
    ['topiclst', ['topicList']],
    ['updatetopci', ['updateTopic']],
    ['producer lst', ['producer list']],
    ['nodes strat', ['node start']],
    ['explian', ['explain']],
    ['zzz', []],
    ['constructor', []],
    ['help topicLits', ['topicList']],
  ])('%s is unknown, near to %s', (line, suggestions) => {
    expect(adapted(line)).toEqual({kind: 'unknown', typed: line.replace('help ', ''), suggestions})
  })

  it('does not run a command that the catalog only names', () => {
    expect(adapt(['topicList'], {...catalog, command: () => undefined})).toMatchObject({kind: 'unknown'})
  })
})

describe('help and version', () => {
  it.each([[''], ['help'], ['-h'], ['--help'], ['help help'], ['-n a:9876']])('%j is help on everything', line => {
    expect(adapted(line)).toEqual({kind: 'help'})
  })

  it.each([
    ['help topicList'],
    ['HELP topiclist'],
    ['topicList -h'],
    ['topicList --help'],
    ['topicList help'],
    ['topicList -n a:9876 -h'],
    ['topicList -ch'],
    ['topicList --hel'],
    ['topicList --nonsense -h'],
    ['-h topicList'],
  ])('%s is help on the Java command', line => {
    expect(adapted(line)).toMatchObject({kind: 'help', id: 'topic:list', java: {name: 'topicList'}})
  })

  it('comes without the required options, and where a value is missing', () => {
    expect(adapted('updateTopic -h')).toMatchObject({kind: 'help', id: 'topic:set'})
    expect(adapted('sendMessage -t orders -p --help')).toMatchObject({kind: 'help', id: 'message:send'})
  })

  it('is not meant by a value, nor behind --', () => {
    expect(tokens('sendMessage -t orders --body=--help')).toEqual(['--topic=orders', '--body=--help'])
    expect(tokens('topicList -- -h')).toEqual([])
  })

  it.each([
    ['topic', 'topic'],
    ['topic -h', 'topic'],
    ['topic help', 'topic'],
    ['help broker config', 'broker:config'],
    ['producer', 'producer'],
  ])('%s is help on the noun %s', (line, topic) => {
    expect(adapted(line)).toEqual({kind: 'help', topic})
  })

  it('knows our command by our name', () => {
    expect(adapted('topic set -h')).toEqual({kind: 'help', id: 'topic:set', typedName: 'topic set', java: undefined})
    expect(adapted('help topic set')).toMatchObject({kind: 'help', id: 'topic:set', typedName: 'topic set'})
    expect(adapted('producer -h')).toMatchObject({kind: 'help', id: 'producer:list', java: {name: 'producer'}})
  })

  it.each([['--version'], ['-V'], ['version']])('%s is the version', line => {
    expect(adapted(line)).toEqual({kind: 'version'})
  })
})

describe('options', () => {
  it('become one token each, in our names', () => {
    expect(tokens('updateTopic -n localhost:9876 -c DefaultCluster -t orders -r 8 -w 8 -o true')).toEqual([
      '--namesrvAddr=localhost:9876',
      '--cluster=DefaultCluster',
      '--topic=orders',
      '--read-queues=8',
      '--write-queues=8',
      '--order',
    ])
  })

  it('take Java letters and long names under our names', () => {
    expect(tokens('topic set -t orders -r 8 --writeQueueNums 4 --perm 6')).toEqual([
      '--topic=orders',
      '--read-queues=8',
      '--write-queues=4',
      '--perm=6',
    ])
  })

  it('take our flags under Java names', () => {
    expect(tokens('updateTopic -t orders --read-queues 8 --output json --no-order --no-utc --quiet')).toEqual([
      '--topic=orders',
      '--read-queues=8',
      '--output=json',
      '--no-order',
      '--no-utc',
      '--quiet',
    ])
  })

  it.each([
    ['topicList --out json', '--output=json'],
    ['topicList --name-servers a:9876', '--namesrvAddr=a:9876'],
    ['topicList --name a:9876', '--namesrvAddr=a:9876'],
    ['topicList --no-header', '--no-header'],
    ['topic set orders --quiet=true', '--quiet'],
    ['sendMessage -t orders -p x --prop a=b', '--property=a=b'],
    ['checkRocksdbCqWriteProgress --name a:9876', '--namesrvAddr=a:9876'],
    ['electMaster -a c:1 -b 2 -bn=broker-a -c x', '--broker=broker-a'],
    ['cleanBrokerMetadata -a c:1 -bn broker-a', '--broker=broker-a'],
    ['updateSubGroup -g workers -attributes +a=b', '--attributes=+a=b'],
    ['exportMetadata -b a:10911 --topic', '--topics-only'],
  ])('%s has %s', (line, token) => {
    expect(tokens(line)).toContain(token)
  })

  it('join letters', () => {
    expect(tokens('topicRoute -lt orders')).toEqual(['--list', '--topic=orders'])
    expect(tokens('topicRoute -ltorders')).toEqual(['--list', '--topic=orders'])
    expect(tokens('clusterList -mi 5')).toEqual(['--more-stats', '--every=5s', '--watch'])
    // as in Java: b is an option with a value
    expect(tokens('cleanBrokerMetadata -a c:1 -bnNAME -bn broker-a')).toContain('--broker-ids=nNAME')
  })

  it('take values that begin with a dash where they mean no option', () => {
    expect(tokens('resetOffsetByTime -g workers -t orders -s -1')).toContain('--timestamp=-1')
    expect(tokens('sendMessage -t orders -p -zoo')).toContain('--body=-zoo')
    expect(tokens('sendMessage -t orders -p=-pq')).toContain('--body=-pq')
    expect(tokens('sendMessage -t orders -p-pq')).toContain('--body=-pq')
    expect(tokens('sendMessage -t orders -p -')).toContain('--body=-')
    expect(usageError('sendMessage -t orders -p -pq')).toBe(
      '-p, --body needs a value, and -pq is taken for an option => if -pq is the value, write -p=-pq',
    )
    expect(usageError('message send -t orders --property --output')).toBe(
      '--property needs a value, and --output is taken for an option => if --output is the value, write --property=--output',
    )
  })

  it('lose double quotes around a word of their own, as in Java', () => {
    expect(tokens(['sendMessage', '-t', '"orders"', '--body="x"'])).toEqual(['--topic=orders', '--body="x"'])
    expect(tokens(['sendMessage', '-t', 'orders', '-p', '"a"b"'])).toContain('--body="a"b"')
  })

  it('may be empty', () => {
    expect(tokens(['updateKvConfig', '-s', 'space', '-k', 'k', '-v', ''])).toContain('--value=')
    expect(tokens(['topic', 'set', ''])).toEqual(['--topic='])
  })

  it('are trimmed under Java names only', () => {
    expect(tokens(['sendMessage', '-t orders', '-p', ' x '])).toEqual(['--topic=orders', '--body=x'])
    expect(tokens(['message', 'send', '-t', 'orders', '-p', ' x '])).toContain('--body= x ')
  })

  it('end at --', () => {
    expect(tokens('topicRoute -t orders -- -l')).toEqual(['--topic=orders'])
    expect(tokens('topic set -- -weird')).toEqual(['--topic=-weird'])
  })

  it('of ours count once, or all where several may be', () => {
    expect(tokens('topic set orders --quiet --quiet')).toEqual(['--quiet', '--topic=orders'])
    expect(tokens('message send -t orders --property a=b --property c=d')).toContain('--property=c=d')
    expect(usageError('topic set orders --output json --output yaml')).toContain('--output is given twice')
  })

  it('may stand before the name if every command has them', () => {
    expect(tokens('-n a:9876 topicList -c')).toEqual(['--namesrvAddr=a:9876', '--cluster-model'])
    expect(tokens('-na:9876 topicList')).toEqual(['--namesrvAddr=a:9876'])
    expect(tokens('--output=json --quiet topic set orders')).toEqual(['--output=json', '--quiet', '--topic=orders'])
    expect(usageError('-t orders topicRoute')).toBe('Unknown option: -t => see: mqadmin help')
  })
})

describe('booleans with a value', () => {
  it.each([
    ['updateTopic -t orders -o false', '--no-order'],
    ['updateTopic -t orders --order=TRUE', '--order'],
    ['topic set orders --order', '--order'],
    ['topic set --order false orders', '--no-order'],
    ['topic set -o true orders', '--order'],
    ['printMsg -t orders --print-body false', '--no-print-body'],
  ])('%s has %s', (line, token) => {
    expect(tokens(line)).toContain(token)
  })

  it.each([
    ['updateTopic -t orders -o yes', '-o, --order takes true or false, not "yes"'],
    ['topic set -o yes orders', '-o, --order takes true or false, not "yes"'],
    ['topic set --order yes', '--order takes true or false, not "yes"'],
    ['updateTopic -t orders -o', '-o, --order needs true or false'],
    ['updateTopic -t orders -o -r 8', '-o, --order needs true or false, and -r is taken for an option'],
    ['updateTopic -t orders --no-order=true', '--no-order takes no value'],
  ])('%s is refused', (line, message) => {
    expect(usageError(line).split(' => ')[0]).toBe(message)
  })
})

describe('words without a dash', () => {
  it('are ignored under Java names', () => {
    expect(tokens('topicList true stray -c more')).toEqual(['--cluster-model'])
    expect(usageError('deleteTopic orders -c DefaultCluster')).toContain('Missing required option: -t, --topic')
  })

  it('are the subject under ours', () => {
    expect(tokens('topic set orders --perm 6')).toEqual(['--perm=6', '--topic=orders'])
    expect(tokens('topic set --perm 6 orders')).toEqual(['--perm=6', '--topic=orders'])
    expect(tokens('node stop a b')).toEqual(['--name=a', '--name=b'])
    expect(tokens('explain 17')).toEqual(['--code=17'])
  })

  it('are refused where they mean nothing', () => {
    expect(usageError('topic set orders extra')).toBe('Unexpected word: extra => see: mqadmin topic set -h')
    expect(usageError('topic list orders')).toContain('Unexpected word: orders')
    expect(usageError('topic set orders -t other')).toContain('--topic is given twice: orders stands for it too')
  })
})

describe('what differs between releases', () => {
  it('resetOffsetByTime -c is a cluster with a value, else the switch of 4.9', () => {
    const line = 'resetOffsetByTime -g workers -t orders -s now'
    expect(tokens(`${line} -c DefaultCluster`)).toContain('--cluster=DefaultCluster')
    expect(tokens(`${line} -c`)).toContain('--cplus')
    expect(tokens(`${line} -c -f true`)).toEqual(expect.arrayContaining(['--cplus', '--force']))
    expect(tokens(`${line} --cplus`)).toContain('--cplus')
    expect(usageError(`${line} --cluster`)).toContain('-c, --cluster needs a value')
  })

  it('queryMsgById goes without a topic, as in 4.9', () => {
    expect(tokens('queryMsgById -i 7F000001')).toEqual(['--message-id=7F000001'])
  })

  it('an interval watches', () => {
    expect(tokens('haStatus -b a:10911 -i 5')).toEqual(['--broker=a:10911', '--every=5s', '--watch'])
    expect(tokens(['haStatus', '-b', 'a:10911', '-i', ' '])).toContain('--every=3s')
    expect(tokens('clusterList -i 5 --watch')).toEqual(['--every=5s', '--watch'])
    expect(tokens('brokerConsumeStats -b a:10911 -t 3000')).toContain('--request-timeout=3000ms')
  })

  it('exportPopRecord -d is a dry run, whatever the value', () => {
    for (const word of ['true', 'false']) {
      expect(tokens(`exportPopRecord -c DefaultCluster -d ${word}`)).toEqual(['--cluster=DefaultCluster', '--dry-run'])
    }
  })
})

describe('what a line must have', () => {
  it.each([
    ['updateTopic', 'Missing required option: -t, --topic => see: mqadmin updateTopic -h'],
    ['topic set', 'Missing required option: -t, --topic => see: mqadmin topic set -h'],
    ['updateSubGroup', 'Missing required option: -g, --groupName => see: mqadmin updateSubGroup -h'],
    ['group set', 'Missing required option: -g, --group => see: mqadmin group set -h'],
    ['wipeWritePerm -b', '-b, --brokerName needs a value => see: mqadmin wipeWritePerm -h'],
    ['sendMessage', 'Missing required options: -t, --topic; -p, --body => see: mqadmin sendMessage -h'],
    [
      'updateUser -u ann',
      'Missing required option: one of -p (--password), -t (--userType) or -s (--userStatus) => see: mqadmin updateUser -h',
    ],
    [
      'updateUser -u ann -p x -s disable',
      '-p (--password) and -s (--userStatus) exclude each other: give one of them => see: mqadmin updateUser -h',
    ],
    [
      'updateTopic -t orders -b a:1 -c x',
      '-b (--brokerAddr) and -c (--clusterName) exclude each other: give one of them => see: mqadmin updateTopic -h',
    ],
    [
      'topic set orders --cluster x --broker a',
      '-c (--cluster) and -b (--broker) exclude each other: give one of them => see: mqadmin topic set -h',
    ],
  ])('%s is refused', (line, text) => {
    expect(usageError(line)).toBe(text)
  })

  it('relaxes what we can find out', () => {
    expect(tokens('updateTopic -t orders')).toEqual(['--topic=orders'])
    expect(tokens('deleteTopic -t orders')).toEqual(['--topic=orders'])
    expect(tokens('checkRocksdbCqWriteProgress')).toEqual([])
    expect(tokens('message send -t orders')).toEqual(['--topic=orders'])
    expect(tokens('offset reset -g workers -t orders --to earliest')).toContain('--to=earliest')
    expect(usageError('resetOffsetByTime -g workers -t orders')).toContain('Missing required option: -s, --timestamp')
  })
})

describe('what is not understood', () => {
  it.each([
    ['updateTopic --topik x', 'Unknown option: --topik; did you mean --topic?'],
    ['updateTopic --TOPIC x', 'Unknown option: --TOPIC; did you mean --topic?'],
    ['updateTopic -T x', 'Unknown option: -T; did you mean -t?'],
    ['electMaster --bn x', 'Unknown option: --bn; did you mean -bn?'],
    ['topic set orders --read-queus=8', 'Unknown option: --read-queus=8; did you mean --read-queues?'],
    ['topicRoute -lz', 'Unknown option: -lz; did you mean -l?'],
    ['topicRoute -qzx', 'Unknown option: -qzx'],
    ['printMsgByQueue --print true', '--print could be --print msg or --printBody: write more of it'],
    ['topic set orders --o x', '--o could be --output or --order: write more of it'],
  ])('%s is refused', (line, message) => {
    expect(usageError(line).split(' => ')[0]).toBe(message)
  })

  it.each([
    ['topicList –n localhost:9876', "'–n' begins with an en dash (U+2013), not '-' => type it again as -n"],
    ['updateTopic —topic orders', "'—topic' begins with an em dash (U+2014), not '-' => type it again as --topic"],
    ['updateTopic -t orders −r 8', "'−r' begins with a minus sign (U+2212), not '-' => type it again as -r"],
    ['updateTopic -t orders ‐r=8', "'‐r=8' begins with a hyphen (U+2010), not '-' => type it again as -r=8"],
    ['updateTopic -t orders -–perm 6', "'-–perm' begins with an en dash (U+2013), not '-' => type it again as --perm"],
    [
      'updateTopic -t –r 8',
      "'–r' begins with an en dash (U+2013), not '-' => type it again as -r; if it is the value, write --topic=–r",
    ],
    ['–n a:9876 topicList', "'–n' begins with an en dash (U+2013), not '-' => type it again with plain dashes"],
  ])('%s names the wrong dash', (line, text) => {
    expect(usageError(line)).toBe(text)
  })

  it('leaves a typographic dash in text alone', () => {
    expect(tokens('sendMessage -t orders -p –text')).toContain('--body=–text')
    expect(tokens('topicList – –9')).toEqual([])
  })
})
