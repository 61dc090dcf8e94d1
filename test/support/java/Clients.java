import java.nio.charset.StandardCharsets;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.rocketmq.client.consumer.*;
import org.apache.rocketmq.client.consumer.listener.*;
import org.apache.rocketmq.client.producer.*;
import org.apache.rocketmq.common.TopicConfig;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.*;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;

/**
 * Official Java clients against any cluster: each scenario prints `ok NAME` or `FAIL NAME REASON`; the exit status is the number of
 * failures. Runs from source with the jars of 4.9 or 5.x: `java -cp "lib/*" Clients.java NAMESRV [SCENARIO...]`. The broker should have
 * short delay levels (`messageDelayLevel=1s 2s 1s 1s 1s`) and check transactions often (`transactionCheckInterval=1000`,
 * `transactionTimeOut=1000`).
 */
public class Clients {
  static String nameServer;
  static final String run = Long.toString(System.currentTimeMillis() % 10_000_000, 36);
  static final List<AutoCloseable> open = Collections.synchronizedList(new ArrayList<>());

  interface Scenario { void run() throws Exception; }

  public static void main(String[] args) throws Exception {
    nameServer = args[0];
    Map<String, Scenario> all = new LinkedHashMap<>();
    all.put("send", Clients::send);
    all.put("batch", Clients::batch);
    all.put("largeAndCompressed", Clients::largeAndCompressed);
    all.put("pushShared", Clients::pushShared);
    all.put("tags", Clients::tags);
    all.put("orderly", Clients::orderly);
    all.put("broadcast", Clients::broadcast);
    all.put("transaction", Clients::transaction);
    all.put("delay", Clients::delay);
    all.put("retryAndDeadLetter", Clients::retryAndDeadLetter);
    all.put("orderlyGivesUp", Clients::orderlyGivesUp);
    all.put("requestReply", Clients::requestReply);
    all.put("litePull", Clients::litePull);
    all.put("fromTimestamp", Clients::fromTimestamp);
    all.put("trace", Clients::trace);
    all.put("find", Clients::find);
    all.put("runningInfo", Clients::runningInfo);
    all.put("resetOnline", Clients::resetOnline);
    all.put("sqlRefused", Clients::sqlRefused);
    all.put("pop", Clients::pop);
    all.put("popFails", Clients::popFails);
    int failures = 0;
    List<String> wanted = Arrays.asList(args).subList(1, args.length);
    for (Map.Entry<String, Scenario> each : all.entrySet()) {
      if (!wanted.isEmpty() && !wanted.contains(each.getKey())) continue;
      long began = System.currentTimeMillis();
      try {
        each.getValue().run();
        System.out.println("ok " + each.getKey() + " " + (System.currentTimeMillis() - began) + " ms");
      } catch (Throwable e) {
        failures++;
        System.out.println("FAIL " + each.getKey() + " " + e);
        e.printStackTrace(System.out);
      }
      for (AutoCloseable client : new ArrayList<>(open)) try { client.close(); } catch (Exception e) { System.out.println("close: " + e); }
      open.clear();
    }
    System.out.println("DONE " + failures + " failed");
    Runtime.getRuntime().halt(failures);
  }

  static void send() throws Exception {
    String topic = topic("send", 4);
    DefaultMQProducer producer = producer("send");
    SendResult sync = producer.send(message(topic, "TagA", "k1", "sync"));
    check(sync.getSendStatus() == SendStatus.SEND_OK, "status " + sync.getSendStatus());
    check(sync.getOffsetMsgId().length() == 32, "offset id " + sync.getOffsetMsgId());
    check("DefaultRegion".equals(sync.getRegionId()), "region " + sync.getRegionId());
    CountDownLatch async = new CountDownLatch(1);
    producer.send(message(topic, "TagA", "k2", "async"), new SendCallback() {
      public void onSuccess(SendResult r) { async.countDown(); }
      public void onException(Throwable e) { e.printStackTrace(System.out); }
    });
    check(async.await(10, TimeUnit.SECONDS), "no answer to the asynchronous send");
    producer.sendOneway(message(topic, "TagA", "k3", "oneway"));
    SendResult chosen = producer.send(message(topic, "TagA", "k4", "chosen"), (queues, m, arg) -> queues.get((Integer) arg), 2);
    check(chosen.getMessageQueue().getQueueId() == 2, "queue " + chosen.getMessageQueue());
    List<MessageExt> got = consumeAll(topic, "*", 4);
    check(bodies(got).equals(set("sync", "async", "oneway", "chosen")), "bodies " + bodies(got));
  }

  static void batch() throws Exception {
    String topic = topic("batch", 4);
    DefaultMQProducer producer = producer("batch");
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < 20; i++) messages.add(message(topic, "Tag" + i % 2, "key" + i, "batch " + i));
    SendResult result = producer.send(messages);
    check(result.getOffsetMsgId().split(",").length == 20, "ids " + result.getOffsetMsgId());
    List<MessageExt> got = consumeAll(topic, "*", 20);
    check(bodies(got).size() == 20, "bodies " + bodies(got));
    Set<Long> offsets = new TreeSet<>();
    for (MessageExt each : got) offsets.add(each.getQueueOffset());
    check(offsets.size() == 20, "consecutive offsets: " + offsets);
  }

  static void largeAndCompressed() throws Exception {
    String topic = topic("large", 1);
    DefaultMQProducer producer = producer("large");
    producer.setSendMsgTimeout(30000);
    char[] chars = new char[3_000_000];
    Random random = new Random(7);
    for (int i = 0; i < chars.length; i++) chars[i] = (char) ('a' + random.nextInt(26));
    String big = new String(chars);
    producer.send(message(topic, "T", "big", big));
    producer.send(message(topic, "T", "zip", "repeat ".repeat(2000)));
    List<MessageExt> got = consumeAll(topic, "*", 2);
    check(bodies(got).equals(set(big, "repeat ".repeat(2000))), "bodies differ");
    try {
      byte[] tooBig = new byte[4 * 1024 * 1024 + 1];
      producer.setMaxMessageSize(8 * 1024 * 1024);
      random.nextBytes(tooBig);
      producer.send(new Message(topic, tooBig));
      throw new IllegalStateException("a body beyond the limit was taken");
    } catch (org.apache.rocketmq.client.exception.MQBrokerException e) {
      check(e.getResponseCode() == 13, "code " + e.getResponseCode());
    }
  }

  static void pushShared() throws Exception {
    String topic = topic("push", 8);
    String group = "push-" + run;
    Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();
    Set<String> byFirst = ConcurrentHashMap.newKeySet();
    Set<String> bySecond = ConcurrentHashMap.newKeySet();
    DefaultMQPushConsumer first = consumer(group, "a", topic, "*", m -> { count(seen, m); byFirst.add(text(m)); return true; });
    DefaultMQPushConsumer second = consumer(group, "b", topic, "*", m -> { count(seen, m); bySecond.add(text(m)); return true; });
    DefaultMQProducer producer = producer("push");
    await(() -> queuesOf(first) == 4 && queuesOf(second) == 4, "queues are not shared: " + queuesOf(first) + " and " + queuesOf(second));
    for (int i = 0; i < 80; i++) producer.send(message(topic, "T", "k" + i, "m" + i));
    await(() -> seen.size() == 80, () -> "received " + seen.size() + " of 80");
    check(byFirst.size() == 40 && bySecond.size() == 40, "shared " + byFirst.size() + " to " + bySecond.size());
    for (AtomicInteger times : seen.values()) check(times.get() == 1, "received twice");
    second.shutdown();
    await(() -> queuesOf(first) == 8, "queues of a consumer that left are not taken over");
    for (int i = 80; i < 120; i++) producer.send(message(topic, "T", "k" + i, "m" + i));
    await(() -> seen.size() == 120, () -> "received " + seen.size() + " of 120");
    // what was consumed is not consumed again
    first.shutdown();
    Map<String, AtomicInteger> again = new ConcurrentHashMap<>();
    consumer(group, "c", topic, "*", m -> { count(again, m); return true; });
    producer.send(message(topic, "T", "last", "last"));
    await(() -> again.containsKey("last"), "the next consumer of the group gets nothing");
    check(again.size() == 1, "consumed again: " + again.keySet());
  }

  static void tags() throws Exception {
    String topic = topic("tags", 2);
    DefaultMQProducer producer = producer("tags");
    Set<String> seen = ConcurrentHashMap.newKeySet();
    consumer("tags-" + run, "a", topic, "TagA || TagC", m -> { seen.add(text(m)); return true; });
    for (String tag : new String[] {"TagA", "TagB", "TagC", "TagD"}) for (int i = 0; i < 5; i++) producer.send(message(topic, tag, "k", tag + i));
    await(() -> seen.size() == 10, () -> "received " + seen);
    for (String each : seen) check(each.startsWith("TagA") || each.startsWith("TagC"), "received " + each);
  }

  static void orderly() throws Exception {
    String topic = topic("orderly", 4);
    Map<Integer, List<String>> byQueue = new ConcurrentHashMap<>();
    AtomicInteger failed = new AtomicInteger();
    for (String instance : new String[] {"a", "b"}) {
      DefaultMQPushConsumer consumer = newConsumer("orderly-" + run, instance);
      consumer.subscribe(topic, "*");
      consumer.registerMessageListener((MessageListenerOrderly) (messages, context) -> {
        for (MessageExt each : messages) {
          if (text(each).endsWith(" 7") && each.getReconsumeTimes() == 0 && failed.incrementAndGet() <= 4) {
            context.setSuspendCurrentQueueTimeMillis(100);
            return ConsumeOrderlyStatus.SUSPEND_CURRENT_QUEUE_A_MOMENT;
          }
          byQueue.computeIfAbsent(each.getQueueId(), q -> Collections.synchronizedList(new ArrayList<>())).add(text(each));
        }
        return ConsumeOrderlyStatus.SUCCESS;
      });
      start(consumer);
    }
    DefaultMQProducer producer = producer("orderly");
    for (int i = 0; i < 25; i++) for (int q = 0; q < 4; q++) {
      int queue = q;
      producer.send(message(topic, "T", "k", "q" + q + " " + i), (queues, m, arg) -> queues.get(queue), null);
    }
    await(() -> byQueue.values().stream().mapToInt(List::size).sum() >= 100, () -> "received " + byQueue.values().stream().mapToInt(List::size).sum());
    for (List<String> list : byQueue.values()) {
      int last = -1;
      for (String each : list) {
        int number = Integer.parseInt(each.split(" ")[1]);
        check(number == last + 1, "out of order: " + list);
        last = number;
      }
    }
    check(failed.get() > 0, "nothing was suspended");
  }

  static void broadcast() throws Exception {
    String topic = topic("broadcast", 2);
    List<Set<String>> seen = new ArrayList<>();
    for (String instance : new String[] {"a", "b"}) {
      Set<String> mine = ConcurrentHashMap.newKeySet();
      seen.add(mine);
      DefaultMQPushConsumer consumer = newConsumer("broadcast-" + run, instance);
      set(consumer, "setMessageModel", "BROADCASTING");
      consumer.subscribe(topic, "*");
      consumer.registerMessageListener((MessageListenerConcurrently) (messages, c) -> {
        for (MessageExt each : messages) mine.add(text(each));
        return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
      });
      start(consumer);
    }
    DefaultMQProducer producer = producer("broadcast");
    for (int i = 0; i < 10; i++) producer.send(message(topic, "T", "k", "m" + i));
    await(() -> seen.get(0).size() == 10 && seen.get(1).size() == 10, () -> "received " + seen);
  }

  static void transaction() throws Exception {
    String topic = topic("transaction", 2);
    Set<String> seen = ConcurrentHashMap.newKeySet();
    Map<String, AtomicInteger> times = new ConcurrentHashMap<>();
    consumer("transaction-" + run, "a", topic, "*", m -> { seen.add(text(m)); count(times, m); return true; });
    TransactionMQProducer producer = new TransactionMQProducer("transaction-p-" + run);
    producer.setNamesrvAddr(nameServer);
    producer.setSendMsgTimeout(10000);
    AtomicInteger checks = new AtomicInteger();
    producer.setTransactionListener(new TransactionListener() {
      public LocalTransactionState executeLocalTransaction(Message m, Object arg) { return (LocalTransactionState) arg; }
      public LocalTransactionState checkLocalTransaction(MessageExt m) {
        checks.incrementAndGet();
        String body = new String(m.getBody(), StandardCharsets.UTF_8);
        if (body.equals("forgotten")) return LocalTransactionState.ROLLBACK_MESSAGE;
        return m.getTopic().equals(topic) ? LocalTransactionState.COMMIT_MESSAGE : LocalTransactionState.UNKNOW;
      }
    });
    producer.start();
    open.add(producer::shutdown);
    producer.sendMessageInTransaction(message(topic, "T", "k", "committed"), LocalTransactionState.COMMIT_MESSAGE);
    producer.sendMessageInTransaction(message(topic, "T", "k", "rolled back"), LocalTransactionState.ROLLBACK_MESSAGE);
    producer.sendMessageInTransaction(message(topic, "T", "k", "checked"), LocalTransactionState.UNKNOW);
    producer.sendMessageInTransaction(message(topic, "T", "k", "forgotten"), LocalTransactionState.UNKNOW);
    await(() -> seen.contains("committed") && seen.contains("checked"), () -> "received " + seen + " after " + checks + " checks");
    int before = checks.get();
    Thread.sleep(4000);
    check(seen.size() == 2, "received " + seen);
    check(checks.get() <= before + 2, "still asked after the end: " + checks);
    for (AtomicInteger each : times.values()) check(each.get() == 1, "received twice");
  }

  static void delay() throws Exception {
    String topic = topic("delay", 2);
    Map<String, Long> arrived = new ConcurrentHashMap<>();
    consumer("delay-" + run, "a", topic, "*", m -> { arrived.put(text(m), System.currentTimeMillis() - m.getBornTimestamp()); return true; });
    DefaultMQProducer producer = producer("delay");
    for (int level = 1; level <= 2; level++) for (int i = 0; i < 3; i++) {
      Message each = message(topic, "T", "k", level + "-" + i);
      each.setDelayTimeLevel(level);
      producer.send(each);
    }
    await(() -> arrived.size() == 6, () -> "received " + arrived);
    for (Map.Entry<String, Long> each : arrived.entrySet()) {
      long least = each.getKey().startsWith("1") ? 1000 : 2000;
      check(each.getValue() >= least, each + " came too early");
    }
  }

  static void retryAndDeadLetter() throws Exception {
    String topic = topic("retry", 1);
    String group = "retry-" + run;
    Map<String, List<Integer>> tries = new ConcurrentHashMap<>();
    DefaultMQPushConsumer consumer = newConsumer(group, "a");
    consumer.setMaxReconsumeTimes(2);
    consumer.subscribe(topic, "*");
    consumer.registerMessageListener((MessageListenerConcurrently) (messages, c) -> {
      MessageExt m = messages.get(0);
      tries.computeIfAbsent(text(m), k -> Collections.synchronizedList(new ArrayList<>())).add(m.getReconsumeTimes());
      if (!m.getTopic().equals(topic)) System.out.println("unexpected topic " + m.getTopic());
      boolean good = text(m).equals("twice") && m.getReconsumeTimes() >= 1;
      return good ? ConsumeConcurrentlyStatus.CONSUME_SUCCESS : ConsumeConcurrentlyStatus.RECONSUME_LATER;
    });
    start(consumer);
    DefaultMQProducer producer = producer("retry");
    producer.send(message(topic, "T", "k", "twice"));
    producer.send(message(topic, "T", "k", "never"));
    await(() -> tries.getOrDefault("twice", List.of()).size() == 2 && tries.getOrDefault("never", List.of()).size() == 3, () -> "tries " + tries);
    check(tries.get("never").equals(List.of(0, 1, 2)), "tries " + tries);
    DefaultMQAdminExt admin = admin();
    await(() -> {
      try { return admin.examineTopicStats("%DLQ%" + group).getOffsetTable().values().stream().mapToLong(o -> o.getMaxOffset()).sum() == 1; }
      catch (Exception e) { return false; }
    }, "no dead letter");
  }

  static void orderlyGivesUp() throws Exception {
    String topic = topic("giveup", 1);
    String group = "giveup-" + run;
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    DefaultMQPushConsumer consumer = newConsumer(group, "a");
    consumer.setMaxReconsumeTimes(1);
    consumer.setSuspendCurrentQueueTimeMillis(100);
    consumer.subscribe(topic, "*");
    consumer.registerMessageListener((MessageListenerOrderly) (messages, context) -> {
      seen.add(text(messages.get(0)));
      return text(messages.get(0)).equals("bad") ? ConsumeOrderlyStatus.SUSPEND_CURRENT_QUEUE_A_MOMENT : ConsumeOrderlyStatus.SUCCESS;
    });
    start(consumer);
    DefaultMQProducer producer = producer("giveup");
    producer.send(message(topic, "T", "k", "bad"));
    producer.send(message(topic, "T", "k", "good"));
    await(() -> seen.contains("good"), () -> "a bad message blocks its queue: " + seen);
  }

  static void requestReply() throws Exception {
    String topic = topic("request", 2);
    DefaultMQProducer answering = producer("answering");
    consumer("request-" + run, "a", topic, "*", m -> {
      try {
        Message reply = org.apache.rocketmq.client.utils.MessageUtil.createReplyMessage(m, ("answer to " + text(m)).getBytes(StandardCharsets.UTF_8));
        answering.send(reply, 10000);
      } catch (Exception e) { e.printStackTrace(System.out); }
      return true;
    });
    DefaultMQProducer asking = producer("asking");
    String answer = null;
    for (int i = 0; i < 3 && answer == null; i++) {
      try { answer = new String(asking.request(message(topic, "T", "k", "question"), 15000).getBody(), StandardCharsets.UTF_8); }
      catch (org.apache.rocketmq.client.exception.RequestTimeoutException e) { System.out.println("request timed out, again"); }
    }
    check("answer to question".equals(answer), "answer " + answer);
  }

  static void litePull() throws Exception {
    String topic = topic("lite", 4);
    DefaultMQProducer producer = producer("lite");
    for (int i = 0; i < 20; i++) producer.send(message(topic, i % 2 == 0 ? "Even" : "Odd", "k", "m" + i));
    DefaultLitePullConsumer consumer = new DefaultLitePullConsumer("lite-" + run);
    consumer.setNamesrvAddr(nameServer);
    consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
    consumer.setAutoCommit(false);
    consumer.subscribe(topic, "Even");
    consumer.start();
    open.add(consumer::shutdown);
    Set<String> seen = new HashSet<>();
    await(() -> { for (MessageExt each : consumer.poll(500)) seen.add(text(each)); return seen.size() >= 10; }, () -> "polled " + seen);
    check(seen.size() == 10, "polled " + seen);
    if (commitAndCount(consumer) == 0) throw new IllegalStateException("nothing is committed");
    DefaultLitePullConsumer assigned = new DefaultLitePullConsumer("assigned-" + run);
    assigned.setNamesrvAddr(nameServer);
    assigned.setAutoCommit(false);
    assigned.start();
    open.add(assigned::shutdown);
    Collection<MessageQueue> queues = assigned.fetchMessageQueues(topic);
    assigned.assign(queues);
    for (MessageQueue queue : queues) assigned.seekToBegin(queue);
    Set<String> all = new HashSet<>();
    await(() -> { for (MessageExt each : assigned.poll(500)) all.add(text(each)); return all.size() == 20; }, () -> "polled " + all);
  }

  static long commitAndCount(DefaultLitePullConsumer consumer) throws Exception {
    try { consumer.getClass().getMethod("commit").invoke(consumer); }
    catch (NoSuchMethodException e) { consumer.getClass().getMethod("commitSync").invoke(consumer); }
    long sum = 0;
    for (MessageQueue queue : consumer.assignment()) sum += Math.max(0, consumer.committed(queue));
    return sum;
  }

  static void fromTimestamp() throws Exception {
    String topic = topic("timestamp", 1);
    DefaultMQProducer producer = producer("timestamp");
    producer.send(message(topic, "T", "k", "old"));
    Thread.sleep(1500);
    long middle = System.currentTimeMillis();
    Thread.sleep(1500);
    producer.send(message(topic, "T", "k", "new"));
    DefaultMQAdminExt admin = admin();
    MessageQueue queue = producer.fetchPublishMessageQueues(topic).iterator().next();
    check(admin.searchOffset(queue, middle) == 1, "search " + admin.searchOffset(queue, middle));
    check(admin.maxOffset(queue) == 2 && admin.minOffset(queue) == 0, "bounds");
    check(Math.abs(admin.earliestMsgStoreTime(queue) - middle) < 60000, "earliest " + admin.earliestMsgStoreTime(queue));
  }

  static void trace() throws Exception {
    String topic = topic("trace", 1);
    DefaultMQProducer producer = traced("trace-p-" + run);
    SendResult sent = producer.send(message(topic, "T", "tracekey", "traced"));
    DefaultMQAdminExt admin = admin();
    await(() -> {
      try { return !admin.queryMessage("RMQ_SYS_TRACE_TOPIC", sent.getMsgId(), 10, 0, Long.MAX_VALUE).getMessageList().isEmpty(); }
      catch (Exception e) { return false; }
    }, "no trace of " + sent.getMsgId());
  }

  static void find() throws Exception {
    String topic = topic("find", 2);
    DefaultMQProducer producer = producer("find");
    SendResult sent = producer.send(message(topic, "T", "first second", "found"));
    DefaultMQAdminExt admin = admin();
    MessageExt byOffsetId = admin.viewMessage(topic, sent.getOffsetMsgId());
    check(text(byOffsetId).equals("found"), "by offset id " + byOffsetId);
    await(() -> {
      try { return admin.queryMessage(topic, "second", 10, 0, Long.MAX_VALUE).getMessageList().size() == 1; } catch (Exception e) { return false; }
    }, "not found by key");
    check(text(admin.viewMessage(topic, sent.getMsgId())).equals("found"), "by unique key");
  }

  static void runningInfo() throws Exception {
    String topic = topic("running", 2);
    String group = "running-" + run;
    Set<String> seen = ConcurrentHashMap.newKeySet();
    DefaultMQPushConsumer consumer = consumer(group, "a", topic, "*", m -> { seen.add(text(m)); return true; });
    DefaultMQProducer producer = producer("running");
    SendResult sent = producer.send(message(topic, "T", "k", "direct"));
    await(() -> seen.contains("direct"), "not consumed");
    DefaultMQAdminExt admin = admin();
    await(() -> { try { return admin.examineConsumerConnectionInfo(group).getConnectionSet().size() == 1; } catch (Exception e) { return false; } }, "no connection");
    String clientId = admin.examineConsumerConnectionInfo(group).getConnectionSet().iterator().next().getClientId();
    check(admin.getConsumerRunningInfo(group, clientId, false).getSubscriptionSet().size() == 2, "subscriptions");
    check(admin.getConsumerRunningInfo(group, clientId, true).getJstack() != null, "no jstack");
    String result = String.valueOf(admin.consumeMessageDirectly(group, clientId, topic, sent.getMsgId()).getConsumeResult());
    check(result.equals("CR_SUCCESS"), "direct consumption: " + result);
    check(!admin.getConsumeStatus(topic, group, clientId).isEmpty(), "no consumer status");
    check(consumer.getConsumerGroup().equals(group), "group");
    await(() -> { try { return admin.examineConsumeStats(group).computeTotalDiff() == 0; } catch (Exception e) { return false; } }, "lag");
    check(admin.queryTopicConsumeByWho(topic).getGroupList().contains(group), "consumed by whom");
    check(!admin.queryConsumeTimeSpan(topic, group).isEmpty(), "time span");
  }

  static void resetOnline() throws Exception {
    String topic = topic("reset", 1);
    String group = "reset-" + run;
    Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();
    consumer(group, "a", topic, "*", m -> { count(seen, m); return true; });
    DefaultMQProducer producer = producer("reset");
    for (int i = 0; i < 5; i++) producer.send(message(topic, "T", "k", "m" + i));
    await(() -> seen.size() == 5, "not consumed");
    DefaultMQAdminExt admin = admin();
    await(() -> { try { return admin.examineConsumeStats(group, topic).computeTotalDiff() == 0; } catch (Exception e) { return false; } }, "offsets are not stored");
    admin.resetOffsetByTimestamp(topic, group, 0L, true);
    await(() -> seen.values().stream().allMatch(n -> n.get() == 2), () -> "after the reset: " + seen);
  }

  static void sqlRefused() throws Exception {
    String topic = topic("sql", 1);
    DefaultMQPushConsumer consumer = newConsumer("sql-" + run, "a");
    consumer.subscribe(topic, MessageSelector.bySql("a > 1"));
    consumer.registerMessageListener((MessageListenerConcurrently) (messages, c) -> ConsumeConcurrentlyStatus.CONSUME_SUCCESS);
    try {
      start(consumer);
      throw new IllegalStateException("a filter by SQL92 was accepted");
    } catch (org.apache.rocketmq.client.exception.MQClientException e) {
      check(e.getMessage().contains("does not support consumer to filter message by SQL92"), e.getMessage());
    }
  }

  static void pop() throws Exception {
    String topic = topic("pop", 4);
    String group = "pop-" + run;
    if (!popMode(topic, group)) return;
    Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();
    Set<String> by = ConcurrentHashMap.newKeySet();
    for (String instance : new String[] {"a", "b"}) {
      DefaultMQPushConsumer consumer = newConsumer(group, instance);
      clientRebalance(consumer, false);
      consumer.subscribe(topic, "TagA");
      consumer.registerMessageListener((MessageListenerConcurrently) (messages, c) -> {
        for (MessageExt each : messages) { count(seen, each); by.add(instance); }
        return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
      });
      start(consumer);
    }
    DefaultMQProducer producer = producer("pop");
    // until both have begun
    await(() -> {
      try { producer.send(message(topic, "TagA", "k", "first " + seen.size())); Thread.sleep(50); } catch (Exception e) { return false; }
      return by.size() == 2;
    }, () -> "shared by " + by);
    await(() -> seen.values().stream().allMatch(n -> n.get() >= 1), "the first messages");
    int before = seen.size();
    for (int i = 0; i < 100; i++) producer.send(message(topic, i % 2 == 0 ? "TagA" : "TagB", "k", "m" + i));
    await(() -> seen.keySet().stream().filter(k -> k.startsWith("m")).count() == 50, () -> "received " + seen.size() + " after " + before);
    Thread.sleep(3000);
    for (Map.Entry<String, AtomicInteger> each : seen.entrySet())
      check(each.getKey().startsWith("first") || each.getValue().get() == 1, "received twice: " + each);
    await(() -> { try { return admin().examineConsumeStats(group, topic).computeTotalDiff() == 0; } catch (Exception e) { return false; } }, "not everything is acknowledged");
  }

  static void popFails() throws Exception {
    String topic = topic("popfails", 1);
    String group = "popfails-" + run;
    if (!popMode(topic, group)) return;
    List<Integer> tries = Collections.synchronizedList(new ArrayList<>());
    DefaultMQPushConsumer consumer = newConsumer(group, "a");
    clientRebalance(consumer, false);
    consumer.subscribe(topic, "*");
    consumer.registerMessageListener((MessageListenerConcurrently) (messages, c) -> {
      tries.add(messages.get(0).getReconsumeTimes());
      check(messages.get(0).getTopic().equals(topic), "topic " + messages.get(0).getTopic());
      return tries.size() < 3 ? ConsumeConcurrentlyStatus.RECONSUME_LATER : ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
    });
    start(consumer);
    producer("popfails").send(message(topic, "T", "k", "again"));
    await(() -> tries.size() == 3, () -> "tries " + tries);
    check(tries.equals(List.of(0, 1, 2)), "tries " + tries);
    await(() -> { try { return admin().examineConsumeStats(group).computeTotalDiff() == 0; } catch (Exception e) { return false; } }, "not acknowledged");
  }

  /** False for clients that have no POP: 4.9. */
  static boolean popMode(String topic, String group) throws Exception {
    for (java.lang.reflect.Method method : admin().getClass().getMethods()) {
      if (!method.getName().equals("setMessageRequestMode")) continue;
      Object pop = null;
      for (Object each : method.getParameterTypes()[3].getEnumConstants()) if (each.toString().equals("POP")) pop = each;
      for (Object broker : brokers()) method.invoke(admin(), broker, topic, group, pop, 0, 5000L);
      return true;
    }
    System.out.println("skipped: this client has no POP");
    return false;
  }

  static void clientRebalance(DefaultMQPushConsumer consumer, boolean on) throws Exception {
    consumer.getClass().getMethod("setClientRebalance", boolean.class).invoke(consumer, on);
  }

  // --- support

  interface Listener { boolean consume(MessageExt message); }

  static DefaultMQPushConsumer consumer(String group, String instance, String topic, String tags, Listener listener) throws Exception {
    DefaultMQPushConsumer consumer = newConsumer(group, instance);
    consumer.subscribe(topic, tags);
    consumer.registerMessageListener((MessageListenerConcurrently) (messages, c) -> {
      for (MessageExt each : messages) if (!listener.consume(each)) return ConsumeConcurrentlyStatus.RECONSUME_LATER;
      return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
    });
    start(consumer);
    return consumer;
  }

  static DefaultMQPushConsumer newConsumer(String group, String instance) {
    DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(group);
    consumer.setNamesrvAddr(nameServer);
    consumer.setInstanceName(group + "-" + instance);
    consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
    consumer.setPersistConsumerOffsetInterval(500);
    return consumer;
  }

  static void start(DefaultMQPushConsumer consumer) throws Exception {
    consumer.start();
    open.add(consumer::shutdown);
  }

  static DefaultMQProducer producer(String name) throws Exception {
    return started(new DefaultMQProducer(name + "-p-" + run));
  }

  /** 5.5 has dropped the short constructor that 4.9 has. */
  static DefaultMQProducer traced(String group) throws Exception {
    try { return started(DefaultMQProducer.class.getConstructor(String.class, boolean.class).newInstance(group, true)); }
    catch (NoSuchMethodException e) {
      DefaultMQProducer producer = new DefaultMQProducer(group);
      producer.getClass().getMethod("setEnableTrace", boolean.class).invoke(producer, true);
      return started(producer);
    }
  }

  static DefaultMQProducer started(DefaultMQProducer producer) throws Exception {
    producer.setNamesrvAddr(nameServer);
    producer.setInstanceName(producer.getProducerGroup());
    producer.setSendMsgTimeout(10000);
    producer.start();
    open.add(producer::shutdown);
    return producer;
  }

  static DefaultMQAdminExt shared;

  static DefaultMQAdminExt admin() throws Exception {
    if (shared == null) {
      shared = new DefaultMQAdminExt(15000);
      shared.setNamesrvAddr(nameServer);
      shared.setInstanceName("admin-" + run);
      shared.start();
    }
    return shared;
  }

  static String topic(String name, int queues) throws Exception {
    String topic = name + "-" + run;
    TopicConfig config = new TopicConfig(topic, queues, queues, 6);
    for (Object broker : brokers()) admin().createAndUpdateTopicConfig((String) broker, config);
    return topic;
  }

  /** Addresses of all masters; the class of the answer has moved between 4.9 and 5.x. */
  static List<Object> brokers() throws Exception {
    Object info = admin().getClass().getMethod("examineBrokerClusterInfo").invoke(admin());
    List<Object> addresses = new ArrayList<>();
    for (Object data : ((Map<?, ?>) info.getClass().getMethod("getBrokerAddrTable").invoke(info)).values())
      addresses.add(((Map<?, ?>) data.getClass().getMethod("getBrokerAddrs").invoke(data)).get(0L));
    return addresses;
  }

  static List<MessageExt> consumeAll(String topic, String tags, int count) throws Exception {
    List<MessageExt> got = Collections.synchronizedList(new ArrayList<>());
    consumer("all-" + topic, "a", topic, tags, m -> { got.add(m); return true; });
    await(() -> got.size() >= count, () -> "received " + got.size() + " of " + count);
    return got;
  }

  static int queuesOf(DefaultMQPushConsumer consumer) {
    return (int) consumer.getDefaultMQPushConsumerImpl().getRebalanceImpl().getProcessQueueTable().keySet().stream().filter(q -> !q.getTopic().startsWith("%RETRY%")).count();
  }

  static void set(Object target, String setter, String constant) throws Exception {
    for (java.lang.reflect.Method method : target.getClass().getMethods())
      if (method.getName().equals(setter)) for (Object each : method.getParameterTypes()[0].getEnumConstants())
        if (each.toString().equals(constant)) method.invoke(target, each);
  }

  static Message message(String topic, String tag, String keys, String body) {
    return new Message(topic, tag, keys, body.getBytes(StandardCharsets.UTF_8));
  }

  static String text(MessageExt message) { return new String(message.getBody(), StandardCharsets.UTF_8); }
  static void count(Map<String, AtomicInteger> table, MessageExt m) { table.computeIfAbsent(text(m), k -> new AtomicInteger()).incrementAndGet(); }
  static Set<String> set(String... values) { return new HashSet<>(Arrays.asList(values)); }
  static Set<String> bodies(List<MessageExt> messages) { Set<String> all = new HashSet<>(); for (MessageExt each : messages) all.add(text(each)); return all; }
  static void check(boolean holds, String what) { if (!holds) throw new IllegalStateException(what); }
  static void await(BooleanSupplier condition, String what) throws Exception { await(condition, () -> what); }

  static void await(BooleanSupplier condition, java.util.function.Supplier<String> what) throws Exception {
    long end = System.currentTimeMillis() + 90_000;
    while (!condition.getAsBoolean()) {
      if (System.currentTimeMillis() > end) throw new IllegalStateException(what.get());
      Thread.sleep(100);
    }
  }
}
