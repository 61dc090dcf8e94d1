// Written by scripts/commands-index.mjs from the files beside it.
import type {CommandTable} from '../cli/main.js'

export const commands: CommandTable = {
  'acl:copy': {
    summary: 'Copy access rules from one broker to another (5.3.0 and later).',
    load: () => import('./acl/copy.js'),
  },
  'acl:create': {
    summary: 'Allow or deny a user some actions on topics, groups or clusters (brokers 5.3.0 and later).',
    load: () => import('./acl/create.js'),
  },
  'acl:delete': {
    summary: 'Remove the access rules of a user, all or the one for a resource (brokers 5.3.0 and later).',
    load: () => import('./acl/delete.js'),
  },
  'acl:get': {
    summary: 'Show what a user may do, on each broker (5.3.0 and later).',
    load: () => import('./acl/get.js'),
  },
  'acl:list': {
    summary: 'List the access rules that brokers know (5.3.0 and later).',
    load: () => import('./acl/list.js'),
  },
  'acl:update': {
    summary: 'Change access rules of a user; what is not said stays (brokers 5.3.0 and later).',
    load: () => import('./acl/update.js'),
  },
  'acl4:delete': {
    summary: 'Remove an account from brokers 4.x (plain_acl.yml).',
    load: () => import('./acl4/delete.js'),
  },
  'acl4:get': {
    summary: 'Show the accounts of brokers 4.x (plain_acl.yml; not 4.9.8).',
    load: () => import('./acl4/get.js'),
  },
  'acl4:set': {
    summary: 'Create an account of brokers 4.x, or change only what is said of one that exists (plain_acl.yml).',
    load: () => import('./acl4/set.js'),
  },
  'acl4:trust': {
    summary: 'Say from which addresses brokers 4.x let anybody in unchecked (plain_acl.yml).',
    load: () => import('./acl4/trust.js'),
  },
  'acl4:version': {
    summary: 'Show when the accounts of brokers 4.x were changed last (plain_acl.yml).',
    load: () => import('./acl4/version.js'),
  },
  'broker:add': {
    summary: 'Start a further broker in a broker container.',
    load: () => import('./broker/add.js'),
  },
  'broker:clean-log': {
    summary: 'Remove commit log files past their time, at once instead of at the hour the broker is set to.',
    load: () => import('./broker/clean-log.js'),
  },
  'broker:clean-queues': {
    summary: 'Remove consume queue files whose messages are gone.',
    load: () => import('./broker/clean-queues.js'),
  },
  'broker:cold:delete': {
    summary: 'Take away the limit of its own that a group has for messages out of memory (brokers 5.1.3+).',
    load: () => import('./broker/cold/delete.js'),
  },
  'broker:cold:list': {
    summary: 'Show how much groups may read of messages out of memory, and what they have read (brokers 5.1.3+).',
    load: () => import('./broker/cold/list.js'),
  },
  'broker:cold:set': {
    summary:
      'Limit what a group may read in a minute of messages out of memory, until the broker starts again (brokers 5.1.3+).',
    load: () => import('./broker/cold/set.js'),
  },
  'broker:config:get': {
    summary: 'Show the settings that brokers run with.',
    load: () => import('./broker/config/get.js'),
  },
  'broker:config:set': {
    summary: 'Change a setting of brokers while they run.',
    load: () => import('./broker/config/set.js'),
  },
  'broker:epoch': {
    summary: 'Show which part of their log brokers have of which master (controller mode).',
    load: () => import('./broker/epoch.js'),
  },
  'broker:flush-offset': {
    summary: 'Change what a slave holds of how far its master has flushed.',
    load: () => import('./broker/flush-offset.js'),
  },
  'broker:lag': {
    summary: 'Show how far every group of a broker is behind, queue by queue.',
    load: () => import('./broker/lag.js'),
  },
  'broker:read-ahead': {
    summary: 'Let brokers read the commit log ahead of what is asked for, or not (brokers 5.1.3+).',
    load: () => import('./broker/read-ahead.js'),
  },
  'broker:remove': {
    summary: 'Stop a broker of a broker container and let the container go on without it.',
    load: () => import('./broker/remove.js'),
  },
  'broker:send-status': {
    summary: 'Send test messages to a broker, to the topic of its name, and show what becomes of each.',
    load: () => import('./broker/send-status.js'),
  },
  'broker:stats': {
    summary: 'Show what goes in and out of topics, now and in 24 hours, and how far their groups are behind.',
    load: () => import('./broker/stats.js'),
  },
  'broker:status': {
    summary: 'Show all figures that brokers keep of themselves.',
    load: () => import('./broker/status.js'),
  },
  'broker:timer': {
    summary: 'Choose where brokers keep timer messages: in files, or in RocksDB (brokers 5.4+).',
    load: () => import('./broker/timer.js'),
  },
  'cluster:list': {
    summary: 'List the brokers of all clusters with release, throughput and disk use.',
    load: () => import('./cluster/list.js'),
  },
  'cluster:rt': {
    summary: 'Measure how long each broker takes to store test messages, in the topic of its name.',
    load: () => import('./cluster/rt.js'),
  },
  'cluster:wait': {
    summary: 'Wait until the brokers answer and every name server knows them.',
    load: () => import('./cluster/wait.js'),
  },
  commands: {
    summary: 'List all commands; as JSON with flags, examples and the shapes of their results.',
    load: () => import('./commands.js'),
  },
  completion: {
    summary: 'Print a script that completes commands, options and the names of topics, groups and brokers.',
    load: () => import('./completion.js'),
  },
  'context:add': {
    summary: 'Keep a cluster, and how to reach it, under a name.',
    load: () => import('./context/add.js'),
  },
  'context:list': {
    summary: 'List the contexts there are.',
    load: () => import('./context/list.js'),
  },
  'context:remove': {
    summary: 'Forget a context and its credentials.',
    load: () => import('./context/remove.js'),
  },
  'context:show': {
    summary: 'Show the value of each setting and where it comes from.',
    load: () => import('./context/show.js'),
  },
  'context:test': {
    summary: 'Try a context: every name server, the cluster, and a signed question to a broker.',
    load: () => import('./context/test.js'),
  },
  'context:trust': {
    summary: 'Take the .mqadmin.yaml of a project into use.',
    load: () => import('./context/trust.js'),
  },
  'context:use': {
    summary: 'Make a context the one in use.',
    load: () => import('./context/use.js'),
  },
  'controller:clean': {
    summary: 'Make controllers forget replicas of a broker that are gone for good.',
    load: () => import('./controller/clean.js'),
  },
  'controller:config:get': {
    summary: 'Show the settings that controllers run with.',
    load: () => import('./controller/config/get.js'),
  },
  'controller:config:set': {
    summary: 'Change a setting of controllers while they run.',
    load: () => import('./controller/config/set.js'),
  },
  'controller:elect': {
    summary: 'Make a replica of a broker its master.',
    load: () => import('./controller/elect.js'),
  },
  'controller:metadata': {
    summary: 'Show which controllers a group has and which of them leads.',
    load: () => import('./controller/metadata.js'),
  },
  explain: {
    summary: 'Say what a response code or an error means, what causes it, and what helps.',
    load: () => import('./explain.js'),
  },
  'export:configs': {
    summary: 'Write the size of a cluster and the settings that matter most to a file.',
    load: () => import('./export/configs.js'),
  },
  'export:metadata': {
    summary: 'Write the topics and groups that users made to a file.',
    load: () => import('./export/metadata.js'),
  },
  'export:metrics': {
    summary: 'Write how the brokers of a cluster are used, and by which clients, to a file.',
    load: () => import('./export/metrics.js'),
  },
  'export:pop-records': {
    summary: 'Move what is popped and not acknowledged from RocksDB to files (brokers 5.3.2+).',
    load: () => import('./export/pop-records.js'),
  },
  'group:clients': {
    summary: 'List the members of a consumer group and what they subscribe to.',
    load: () => import('./group/clients.js'),
  },
  'group:config': {
    summary: 'Show the settings of a consumer group on every broker that has it.',
    load: () => import('./group/config.js'),
  },
  'group:delete': {
    summary: 'Remove a consumer group, and where a whole cluster loses it its retry and dead letter topics.',
    load: () => import('./group/delete.js'),
  },
  'group:import': {
    summary: 'Create the consumer groups of a file, or change what it says of those that exist.',
    load: () => import('./group/import.js'),
  },
  'group:lag': {
    summary: 'Show how far a group is behind, queue by queue; without a group, all groups.',
    load: () => import('./group/lag.js'),
  },
  'group:list': {
    summary: 'List the consumer groups with their members and lag.',
    load: () => import('./group/list.js'),
  },
  'group:mode': {
    summary: 'Let a group pull or pop the messages of a topic (brokers 5.x).',
    load: () => import('./group/mode.js'),
  },
  'group:monitor': {
    summary: 'Look for groups that are behind or left alone, and for consumers that are stuck.',
    load: () => import('./group/monitor.js'),
  },
  'group:set': {
    summary: 'Create a consumer group, or change only what is said of one that exists.',
    load: () => import('./group/set.js'),
  },
  'group:status': {
    summary: 'Show what the members of a group do, and what is wrong with them.',
    load: () => import('./group/status.js'),
  },
  'group:wait': {
    summary: 'Wait until a consumer group is there, gone, online, offline, or has caught up.',
    load: () => import('./group/wait.js'),
  },
  'ha:status': {
    summary: 'Show how far the slaves of masters have come.',
    load: () => import('./ha/status.js'),
  },
  'ha:sync-state': {
    summary: 'Ask controllers which replicas of a broker are alive and complete.',
    load: () => import('./ha/sync-state.js'),
  },
  'journal:list': {
    summary: 'List what was changed from here, newest first.',
    load: () => import('./journal/list.js'),
  },
  'journal:show': {
    summary: 'Show what one write changed: each target with its state before and after.',
    load: () => import('./journal/show.js'),
  },
  'journal:undo': {
    summary: 'Put back what a write changed: settings, permissions, offsets, users, rules, values of name servers.',
    load: () => import('./journal/undo.js'),
  },
  'lite:broker': {
    summary: 'Show how many lite topics and subscriptions brokers hold (brokers 5.5+).',
    load: () => import('./lite/broker.js'),
  },
  'lite:client': {
    summary: 'Show which lite topics a client subscribes to on each broker (brokers 5.5+).',
    load: () => import('./lite/client.js'),
  },
  'lite:dispatch': {
    summary: 'Tell the clients of a group again of all lite topics that have messages for them (brokers 5.5+).',
    load: () => import('./lite/dispatch.js'),
  },
  'lite:group': {
    summary: 'Show how far a group is behind on lite topics: in all, and where most (brokers 5.5+).',
    load: () => import('./lite/group.js'),
  },
  'lite:parent': {
    summary: 'Show how many lite topics a parent topic has on each broker, and its groups (brokers 5.5+).',
    load: () => import('./lite/parent.js'),
  },
  'lite:topic': {
    summary: 'Show the offsets and subscribers of a lite topic on each broker (brokers 5.5+).',
    load: () => import('./lite/topic.js'),
  },
  'message:at': {
    summary: 'Show the message at one offset of a queue.',
    load: () => import('./message/at.js'),
  },
  'message:consume': {
    summary: 'Read messages of a topic, the oldest first, or wait for new ones. No group moves by it.',
    load: () => import('./message/consume.js'),
  },
  'message:find': {
    summary: 'Find the messages of a topic that have a key, or a tag.',
    load: () => import('./message/find.js'),
  },
  'message:get': {
    summary: 'Show messages by id: the id of a producer or the one that names the place in a broker.',
    load: () => import('./message/get.js'),
  },
  'message:print': {
    summary: 'Print every message of a topic, queue after queue, up to the end each has now.',
    load: () => import('./message/print.js'),
  },
  'message:print-queue': {
    summary: 'Print the messages of one queue, or count them by tag.',
    load: () => import('./message/print-queue.js'),
  },
  'message:send': {
    summary: 'Send a message, or each line of a file or of standard input as one.',
    load: () => import('./message/send.js'),
  },
  'message:send-rt': {
    summary: 'Send test messages to the queues of a topic in turn, and show how long each takes.',
    load: () => import('./message/send-rt.js'),
  },
  'message:trace': {
    summary: 'Show what became of a message: who sent it and who consumed it, as their clients traced it.',
    load: () => import('./message/trace.js'),
  },
  'message:unique': {
    summary: 'Show the messages of a topic by the id their producer gave them.',
    load: () => import('./message/unique.js'),
  },
  'nameserver:add-write': {
    summary: 'Open all topics of a broker for reading and writing, in every name server.',
    load: () => import('./nameserver/add-write.js'),
  },
  'nameserver:config:get': {
    summary: 'Show the settings that the name servers run with.',
    load: () => import('./nameserver/config/get.js'),
  },
  'nameserver:config:set': {
    summary: 'Change a setting of all name servers while they run.',
    load: () => import('./nameserver/config/set.js'),
  },
  'nameserver:kv:delete': {
    summary: 'Remove a key from a namespace of every name server.',
    load: () => import('./nameserver/kv/delete.js'),
  },
  'nameserver:kv:list': {
    summary: 'List what the name servers keep in a namespace.',
    load: () => import('./nameserver/kv/list.js'),
  },
  'nameserver:kv:set': {
    summary: 'Store a value under a key in a namespace of every name server.',
    load: () => import('./nameserver/kv/set.js'),
  },
  'nameserver:wipe-write': {
    summary: 'Close all topics of a broker for writing, in every name server, until the broker changes a topic.',
    load: () => import('./nameserver/wipe-write.js'),
  },
  'node:install': {
    summary: 'Fetch a release of Apache RocketMQ from a Maven repository, for the java engine.',
    load: () => import('./node/install.js'),
  },
  'node:list': {
    summary: 'List the nodes that were started on this machine.',
    load: () => import('./node/list.js'),
  },
  'node:logs': {
    summary: 'Show what the processes of a node logged last, and what they log from now on.',
    load: () => import('./node/logs.js'),
  },
  'node:remove': {
    summary: 'Forget a stopped node and its logs; what it stored stays, unless --data says otherwise.',
    load: () => import('./node/remove.js'),
  },
  'node:restart': {
    summary: 'Stop a node and start it again under the same addresses.',
    load: () => import('./node/restart.js'),
  },
  'node:start': {
    summary: 'Start a name server and brokers on this machine: embedded ones, or Apache RocketMQ.',
    load: () => import('./node/start.js'),
  },
  'node:status': {
    summary: 'Ask every server of a node, or of all nodes, how it is doing.',
    load: () => import('./node/status.js'),
  },
  'node:stop': {
    summary: 'Stop a node: proxies and brokers first, name servers last; what does not end by itself is killed.',
    load: () => import('./node/stop.js'),
  },
  'offset:copy': {
    summary: 'Let one consumer group stand where another stands.',
    load: () => import('./offset/copy.js'),
  },
  'offset:export': {
    summary: 'List the offsets a group has committed, to be kept and put back by offset import.',
    load: () => import('./offset/export.js'),
  },
  'offset:import': {
    summary: 'Move groups to the offsets that stand in a file, as offset export writes it.',
    load: () => import('./offset/import.js'),
  },
  'offset:reset': {
    summary: 'Move a consumer group to other offsets, of one topic or of all it consumes.',
    load: () => import('./offset/reset.js'),
  },
  'offset:skip': {
    summary: 'Move a consumer group to the end of a topic: what it has not consumed is passed over.',
    load: () => import('./offset/skip.js'),
  },
  'producer:clients': {
    summary: 'List the connected clients of a producer group.',
    load: () => import('./producer/clients.js'),
  },
  'producer:list': {
    summary: 'List every producer that is connected to a broker.',
    load: () => import('./producer/list.js'),
  },
  'queue:entries': {
    summary: 'Show entries of a consume queue: where its messages are in the log, with size and tag code.',
    load: () => import('./queue/entries.js'),
  },
  'queue:rocksdb-progress': {
    summary: 'Have brokers compare the consume queues in RocksDB with those in files (brokers 5.3.1+).',
    load: () => import('./queue/rocksdb-progress.js'),
  },
  'store:compaction': {
    summary: 'Show the messages in a file of a compaction topic, of a broker on this machine.',
    load: () => import('./store/compaction.js'),
  },
  'store:rocksdb': {
    summary: 'Show topics, groups or offsets from the RocksDB of a broker on this machine.',
    load: () => import('./store/rocksdb.js'),
  },
  'store:rocksdb-to-json': {
    summary: 'Turn topics, groups or offsets in RocksDB into JSON: at brokers, or from files on this machine.',
    load: () => import('./store/rocksdb-to-json.js'),
  },
  'topic:allocate': {
    summary: 'Compute how the queues of a topic would be shared among clients.',
    load: () => import('./topic/allocate.js'),
  },
  'topic:clean': {
    summary: 'Remove what is left on brokers of topics that are gone.',
    load: () => import('./topic/clean.js'),
  },
  'topic:clusters': {
    summary: 'List the clusters that host a topic.',
    load: () => import('./topic/clusters.js'),
  },
  'topic:delete': {
    summary: 'Remove a topic from the brokers of a cluster and from the name servers.',
    load: () => import('./topic/delete.js'),
  },
  'topic:get': {
    summary: 'Show all there is to know of a topic: settings, queues, groups, attributes.',
    load: () => import('./topic/get.js'),
  },
  'topic:import': {
    summary: 'Create the topics of a file, or change what it says of those that exist.',
    load: () => import('./topic/import.js'),
  },
  'topic:list': {
    summary: 'List the topics the name servers know.',
    load: () => import('./topic/list.js'),
  },
  'topic:order': {
    summary: 'Show, store or remove the order of the queues of an ordered topic in the name servers.',
    load: () => import('./topic/order.js'),
  },
  'topic:permit': {
    summary: 'Open or close an existing topic for reading and writing.',
    load: () => import('./topic/permit.js'),
  },
  'topic:route': {
    summary: 'Show which brokers and queues serve a topic.',
    load: () => import('./topic/route.js'),
  },
  'topic:set': {
    summary: 'Create a topic, or change only what is said of one that exists.',
    load: () => import('./topic/set.js'),
  },
  'topic:static:remap': {
    summary: 'Move the queues of a static topic to other brokers; old messages stay where they are (brokers 5.x).',
    load: () => import('./topic/static/remap.js'),
  },
  'topic:static:set': {
    summary: 'Create a topic whose number of queues does not depend on its brokers, or give it more (brokers 5.x).',
    load: () => import('./topic/static/set.js'),
  },
  'topic:status': {
    summary: 'Show the lowest and highest offset and the last write of each queue of a topic.',
    load: () => import('./topic/status.js'),
  },
  'topic:wait': {
    summary: 'Wait until a topic is there, gone, readable or writable at every name server.',
    load: () => import('./topic/wait.js'),
  },
  'user:copy': {
    summary: 'Copy users from one broker to another, with password, type and status (5.3.0 and later).',
    load: () => import('./user/copy.js'),
  },
  'user:create': {
    summary: 'Create a user on brokers (5.3.0 and later).',
    load: () => import('./user/create.js'),
  },
  'user:delete': {
    summary: 'Remove a user, and with it all access rules it has (5.3.0 and later).',
    load: () => import('./user/delete.js'),
  },
  'user:get': {
    summary: 'Show a user as each broker has it (5.3.0 and later).',
    load: () => import('./user/get.js'),
  },
  'user:list': {
    summary: 'List the users that brokers know (5.3.0 and later).',
    load: () => import('./user/list.js'),
  },
  'user:update': {
    summary: 'Change the password, type or status of a user; what is not said stays (5.3.0 and later).',
    load: () => import('./user/update.js'),
  },
}
