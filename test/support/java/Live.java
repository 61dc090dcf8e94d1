import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.ConsumeOrderlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.consumer.listener.MessageListenerOrderly;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueAveragely;
import org.apache.rocketmq.client.common.ThreadLocalIndex;
import org.apache.rocketmq.client.impl.producer.DefaultMQProducerImpl;
import org.apache.rocketmq.client.impl.producer.TopicPublishInfo;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.LocalTransactionState;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.TransactionListener;
import org.apache.rocketmq.client.producer.TransactionMQProducer;
import org.apache.rocketmq.client.producer.selector.SelectMessageQueueByHash;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageAccessor;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.protocol.heartbeat.MessageModel;

/**
 * Brings a cluster of 5.x, whose topics and groups exist already, into the state of the captures: sends and consumes, tells the ids of
 * the messages that lines ask for, prints {@code LIVE READY} and stays, with two messages a second to {@code metrics}.
 *
 * <p>Argument: the name server.
 */
public final class Live {
    private static final CountDownLatch NEVER = new CountDownLatch(1);
    private static String nameServer;

    private static DefaultMQPushConsumer consumer(String group, String instance, boolean trace) {
        DefaultMQPushConsumer consumer =
            new DefaultMQPushConsumer(null, group, null, new AllocateMessageQueueAveragely(), trace, null);
        consumer.setNamesrvAddr(nameServer);
        consumer.setClientIP("127.0.0.1");
        consumer.setInstanceName(instance);
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.setConsumeThreadMin(4);
        consumer.setConsumeThreadMax(4);
        consumer.setPersistConsumerOffsetInterval(1000);
        consumer.setConsumeTimeout(600);
        return consumer;
    }

    /** Takes what comes. */
    private static void take(DefaultMQPushConsumer consumer, String... topics) throws Exception {
        for (String topic : topics) consumer.subscribe(topic, "*");
        consumer.registerMessageListener(
            (MessageListenerConcurrently) (messages, context) -> ConsumeConcurrentlyStatus.CONSUME_SUCCESS);
        consumer.start();
    }

    private static DefaultMQProducer producer(String group, boolean trace) throws Exception {
        DefaultMQProducer producer = new DefaultMQProducer(null, group, null, trace, null);
        producer.setNamesrvAddr(nameServer);
        producer.setClientIP("127.0.0.1");
        producer.setInstanceName(group + "-1");
        producer.setSendMsgTimeout(10000);
        producer.start();
        return producer;
    }

    private static List<MessageQueue> queues(DefaultMQProducer producer, String topic) throws Exception {
        List<MessageQueue> queues = new ArrayList<>(producer.fetchPublishMessageQueues(topic));
        Collections.sort(queues);
        return queues;
    }

    private static Message message(String topic, String tag, String key, String body) {
        return new Message(topic, tag, key, body.getBytes(StandardCharsets.UTF_8));
    }

    private static void tell(String name, SendResult sent) {
        System.out.println(name + " uniq=" + sent.getMsgId() + " offsetMsgId=" + sent.getOffsetMsgId());
        System.out.flush();
    }

    private static Message order(int i) {
        String tag = new String[] {"created", "paid", "shipped"}[i % 3];
        int id = 1000 + i;
        String body = "{\"orderId\":" + id + ",\"amount\":" + (i * 3) + ".50,\"currency\":\"EUR\"}";
        Message order = message("orders", tag, "order-" + id, body);
        order.putUserProperty("tenant", i % 2 == 0 ? "acme" : "globex");
        return order;
    }

    /** 80 messages: batch-job has the first 48 and goes, order-service is held by the later ones that it takes. */
    private static void orders(DefaultMQProducer producer) throws Exception {
        List<MessageQueue> queues = queues(producer, "orders");
        for (int i = 1; i <= 48; i++) {
            SendResult sent = producer.send(order(i), queues.get((i - 1) % queues.size()));
            if (i <= 2) tell("orders " + i, sent);
        }
        AtomicInteger ofBatch = new AtomicInteger();
        DefaultMQPushConsumer batch = consumer("batch-job", "batch-job-1", false);
        batch.subscribe("orders", "*");
        batch.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            ofBatch.addAndGet(messages.size());
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        batch.start();
        AtomicInteger ofService = new AtomicInteger();
        DefaultMQPushConsumer service = consumer("order-service", "order-service-1", true);
        service.subscribe("orders", "created || paid");
        service.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            for (MessageExt message : messages) {
                if (!"true".equals(message.getUserProperty("hold"))) continue;
                try {
                    NEVER.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return ConsumeConcurrentlyStatus.RECONSUME_LATER;
            }
            ofService.addAndGet(messages.size());
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        service.start();
        while (ofBatch.get() < 48 || ofService.get() < 32) Thread.sleep(500);
        Thread.sleep(3000);
        batch.shutdown();
        for (int i = 49; i <= 80; i++) {
            Message order = order(i);
            order.putUserProperty("hold", "true");
            producer.send(order, queues.get((i - 1) % queues.size()));
        }
    }

    /** Those to audit, too. */
    private static void payments() throws Exception {
        take(consumer("mail-service", "mail-service-1", false), "payments", "notices");
        take(consumer("mail-service", "mail-service-2", false), "payments", "notices");
        DefaultMQPushConsumer billing = consumer("billing", "billing-1", false);
        billing.setMaxReconsumeTimes(1);
        billing.subscribe("payments", "bad");
        billing.registerMessageListener(
            (MessageListenerConcurrently) (messages, context) -> ConsumeConcurrentlyStatus.RECONSUME_LATER);
        billing.start();
        DefaultMQProducer producer = producer("payment-producer", false);
        List<MessageQueue> queues = queues(producer, "payments");
        for (int i = 1; i <= 16; i++) {
            Message ok = message("payments", "ok", "pay-" + i + " order-" + (1000 + i), "payment " + i + " ok");
            producer.send(ok, queues.get((i - 1) % queues.size()));
        }
        Message bad = message("payments", "bad", "pay-bad-1", "payment that always fails");
        tell("bad", producer.send(bad, queues.get(0)));
        Message cjk = message("payments", "ok", "pay-cjk", "付款成功：订单 1001 — 日本語テキスト 한국어 ✓");
        cjk.putUserProperty("memo", "备注 メモ");
        tell("cjk", producer.send(cjk, queues.get(1)));
        byte[] bytes = new byte[64];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) (i * 4 + 1);
        tell("bin", producer.send(new Message("payments", "bin", "pay-bin", bytes), queues.get(2)));
        Message plain = new Message("payments", "no tag and no key".getBytes(StandardCharsets.UTF_8));
        producer.send(plain, queues.get(3));
        for (int i = 1; i <= 5; i++)
            producer.send(message("audit", "login", "audit-" + i, "user u" + i + " logged in"));
    }

    private static void shipments() throws Exception {
        DefaultMQPushConsumer service = consumer("shipment-service", "shipment-service-1", false);
        service.subscribe("shipments", "*");
        service.registerMessageListener(
            (MessageListenerOrderly) (messages, context) -> ConsumeOrderlyStatus.SUCCESS);
        service.start();
        DefaultMQProducer producer = producer("shipment-producer", false);
        for (int i = 1; i <= 12; i++) {
            Message step = message("shipments", "pack", "ship-" + i, "shipment step " + i);
            MessageAccessor.putProperty(step, "__SHARDINGKEY", "order-" + (i % 3));
            producer.send(step, new SelectMessageQueueByHash(), "order-" + (i % 3));
        }
    }

    private static void reminders() throws Exception {
        DefaultMQProducer producer = producer("reminder-producer", false);
        Message soon = message("reminders", "soon", "rem-1", "reminder after 5s");
        soon.setDelayTimeLevel(2);
        producer.send(soon);
        Message late = message("reminders", "late", "rem-2", "reminder after 2h");
        late.setDelayTimeLevel(18);
        producer.send(late, queues(producer, "reminders").get(0));
        Message timer = message("reminders", "timer", "rem-3", "timer reminder in 1h");
        timer.setDelayTimeSec(3600);
        producer.send(timer);
    }

    /** Producers begin at a queue by chance: here it is the first. */
    private static void beginWithFirstQueue(TransactionMQProducer producer, String topic) throws Exception {
        Method find = DefaultMQProducerImpl.class.getDeclaredMethod("tryToFindTopicPublishInfo", String.class);
        find.setAccessible(true);
        ThreadLocalIndex turn =
            ((TopicPublishInfo) find.invoke(producer.getDefaultMQProducerImpl(), topic)).getSendWhichQueue();
        int queues = producer.fetchPublishMessageQueues(topic).size();
        while (turn.incrementAndGet() % queues != queues - 1) continue;
    }

    /** One is committed, one rolled back, one left unknown and committed when the broker asks. */
    private static void refunds() throws Exception {
        TransactionMQProducer producer = new TransactionMQProducer("refund-producer");
        producer.setNamesrvAddr(nameServer);
        producer.setClientIP("127.0.0.1");
        producer.setInstanceName("refund-producer-1");
        producer.setTransactionListener(new TransactionListener() {
            @Override
            public LocalTransactionState executeLocalTransaction(Message message, Object state) {
                return (LocalTransactionState) state;
            }

            @Override
            public LocalTransactionState checkLocalTransaction(MessageExt message) {
                return LocalTransactionState.COMMIT_MESSAGE;
            }
        });
        producer.start();
        beginWithFirstQueue(producer, "refunds");
        tell("refund", producer.sendMessageInTransaction(
            message("refunds", "r", "refund-1", "refund 1 committed"), LocalTransactionState.COMMIT_MESSAGE));
        producer.sendMessageInTransaction(
            message("refunds", "r", "refund-2", "refund 2 rolled back"), LocalTransactionState.ROLLBACK_MESSAGE);
        producer.sendMessageInTransaction(
            message("refunds", "r", "refund-3", "refund 3 unknown, then committed by check"), LocalTransactionState.UNKNOW);
    }

    public static void main(String[] args) throws Exception {
        nameServer = args[0];
        DefaultMQProducer producer = producer("order-producer", true);
        orders(producer);
        payments();
        shipments();
        reminders();
        refunds();
        DefaultMQPushConsumer board = consumer("notice-board", "notice-board-1", false);
        board.setMessageModel(MessageModel.BROADCASTING);
        take(board, "notices");
        List<MessageQueue> queues = queues(producer, "notices");
        for (int i = 1; i <= 6; i++)
            producer.send(message("notices", "all", "notice-" + i, "notice " + i), queues.get((i - 1) % queues.size()));
        take(consumer("metrics-service", "metrics-service-1", false), "metrics");
        DefaultMQProducer metrics = producer("metrics-producer", false);
        System.out.println("LIVE READY");
        System.out.flush();
        for (long i = 0;; i++) {
            metrics.send(message("metrics", "m", "metric-" + i, "cpu=" + (i % 100)));
            Thread.sleep(500);
        }
    }
}
