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
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.selector.SelectMessageQueueByHash;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageAccessor;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;

/**
 * Fills a cluster, whose topics and groups exist already, with the messages and clients that lines are compared on, and keeps its
 * clients alive until it is killed. Compiles against the clients of 4.9 and 5.x.
 *
 * <p>Argument: the name server. Each message that a line may ask for is told as {@code message NAME UNIQUE_ID OFFSET_ID}; the last
 * line is {@code seeded}. From then on nothing is sent or committed any more.
 */
public final class Seed {
    private static final CountDownLatch NEVER = new CountDownLatch(1);
    private static String nameServer;

    private static DefaultMQPushConsumer consumer(String group, String instance, boolean trace) throws Exception {
        DefaultMQPushConsumer consumer =
            new DefaultMQPushConsumer(null, group, null, new AllocateMessageQueueAveragely(), trace, null);
        consumer.setNamesrvAddr(nameServer);
        consumer.setClientIP("127.0.0.1");
        consumer.setInstanceName(instance);
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.setConsumeThreadMin(4);
        consumer.setConsumeThreadMax(4);
        consumer.setPersistConsumerOffsetInterval(500);
        consumer.setConsumeTimeout(600);
        return consumer;
    }

    /** Counts what it takes; a message with {@code hold=true} is never done with. */
    private static AtomicInteger count(DefaultMQPushConsumer consumer) {
        AtomicInteger taken = new AtomicInteger();
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            for (MessageExt message : messages) {
                if ("true".equals(message.getUserProperty("hold"))) {
                    try {
                        NEVER.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return ConsumeConcurrentlyStatus.RECONSUME_LATER;
                }
            }
            taken.addAndGet(messages.size());
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        return taken;
    }

    private static DefaultMQProducer producer(String group, boolean trace) throws Exception {
        DefaultMQProducer producer = new DefaultMQProducer(null, group, null, trace, null);
        producer.setNamesrvAddr(nameServer);
        producer.setClientIP("127.0.0.1");
        producer.setInstanceName(group + "-1");
        producer.setSendMsgTimeout(20000);
        producer.start();
        return producer;
    }

    private static Message message(String topic, String tag, String key, String body) {
        return new Message(topic, tag, key, body.getBytes(StandardCharsets.UTF_8));
    }

    private static Message order(int number, boolean hold) {
        String[] tags = {"created", "paid", "shipped"};
        String body = "{\"orderId\":" + (1000 + number) + ",\"amount\":" + (number * 3) + ".50,\"currency\":\"EUR\"}";
        Message order = message("orders", tags[number % 3], "order-" + (1000 + number), body);
        order.putUserProperty("tenant", number % 2 == 0 ? "acme" : "globex");
        if (hold) {
            order.putUserProperty("hold", "true");
        }
        return order;
    }

    private static List<MessageQueue> queues(DefaultMQProducer producer, String topic) throws Exception {
        List<MessageQueue> queues = new ArrayList<>(producer.fetchPublishMessageQueues(topic));
        Collections.sort(queues);
        return queues;
    }

    private static void tell(String name, SendResult result) {
        System.out.println("message " + name + " " + result.getMsgId() + " " + result.getOffsetMsgId());
        System.out.flush();
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(String what, Condition condition) throws Exception {
        for (int i = 0; i < 600; i++) {
            if (condition.holds()) {
                return;
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("no " + what + " within a minute");
    }

    private static boolean holds(DefaultMQProducer producer, String topic, int total) {
        try {
            long sum = 0;
            for (MessageQueue queue : producer.fetchPublishMessageQueues(topic)) {
                sum += producer.maxOffset(queue);
            }
            return sum >= total;
        } catch (Exception noRouteYet) {
            return false;
        }
    }

    /** MessageModel lies in another package in 4.9. */
    private static void broadcast(DefaultMQPushConsumer consumer) throws Exception {
        for (Method method : DefaultMQPushConsumer.class.getMethods()) {
            if (method.getName().equals("setMessageModel")) {
                method.invoke(consumer, method.getParameterTypes()[0].getField("BROADCASTING").get(null));
            }
        }
    }

    public static void main(String[] args) throws Exception {
        nameServer = args[0];
        DefaultMQProducer orders = producer("order-producer", true);
        List<MessageQueue> orderQueues = queues(orders, "orders");
        for (int i = 1; i <= 48; i++) {
            SendResult result = orders.send(order(i, false), orderQueues.get((i - 1) % orderQueues.size()));
            if (i == 1) {
                tell("order", result);
            }
        }

        DefaultMQPushConsumer batch = consumer("batch-job", "batch-job-1", false);
        batch.subscribe("orders", "*");
        AtomicInteger batched = count(batch);
        batch.start();
        DefaultMQPushConsumer service = consumer("order-service", "order-service-1", true);
        service.subscribe("orders", "created || paid");
        AtomicInteger served = count(service);
        service.start();
        List<AtomicInteger> mails = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
            DefaultMQPushConsumer mail = consumer("mail-service", "mail-service-" + i, false);
            mail.subscribe("payments", "*");
            mail.subscribe("notices", "*");
            mails.add(count(mail));
            mail.start();
        }
        DefaultMQPushConsumer billing = consumer("billing", "billing-1", false);
        billing.setMaxReconsumeTimes(1);
        billing.subscribe("payments", "bad");
        AtomicInteger failed = new AtomicInteger();
        billing.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            failed.addAndGet(messages.size());
            return ConsumeConcurrentlyStatus.RECONSUME_LATER;
        });
        billing.start();
        DefaultMQPushConsumer shipping = consumer("shipment-service", "shipment-service-1", false);
        shipping.subscribe("shipments", "*");
        AtomicInteger shipped = new AtomicInteger();
        shipping.registerMessageListener((MessageListenerOrderly) (messages, context) -> {
            shipped.addAndGet(messages.size());
            return ConsumeOrderlyStatus.SUCCESS;
        });
        shipping.start();
        DefaultMQPushConsumer board = consumer("notice-board", "notice-board-1", false);
        broadcast(board);
        board.subscribe("notices", "*");
        count(board);
        board.start();

        await("order for batch-job and order-service", () -> batched.get() >= 48 && served.get() >= 32);
        batch.shutdown();
        for (int i = 49; i <= 80; i++) {
            orders.send(order(i, true), orderQueues.get((i - 1) % orderQueues.size()));
        }

        DefaultMQProducer payments = producer("payment-producer", false);
        List<MessageQueue> paymentQueues = queues(payments, "payments");
        for (int i = 1; i <= 16; i++) {
            Message payment = message("payments", "ok", "pay-" + i + " order-" + (1000 + i), "payment " + i + " ok");
            payments.send(payment, paymentQueues.get((i - 1) % paymentQueues.size()));
        }
        tell("bad", payments.send(message("payments", "bad", "pay-bad-1", "payment that always fails"), paymentQueues.get(0)));
        Message cjk = message("payments", "ok", "pay-cjk", "付款成功：订单 1001 — 日本語テキスト 한국어 ✓");
        cjk.putUserProperty("memo", "备注 メモ");
        tell("cjk", payments.send(cjk, paymentQueues.get(1)));
        byte[] bytes = new byte[64];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 4 + 1);
        }
        tell("bin", payments.send(new Message("payments", "bin", "pay-bin", bytes), paymentQueues.get(2)));
        tell("bare", payments.send(new Message("payments", "no tag and no key".getBytes()), paymentQueues.get(3)));
        for (int i = 1; i <= 5; i++) {
            payments.send(message("audit", "login", "audit-" + i, "user u" + i + " logged in"));
        }

        DefaultMQProducer shipments = producer("shipment-producer", false);
        for (int i = 1; i <= 12; i++) {
            Message step = message("shipments", "pack", "ship-" + i, "shipment step " + i);
            MessageAccessor.putProperty(step, "__SHARDINGKEY", "order-" + (i % 3));
            shipments.send(step, new SelectMessageQueueByHash(), "order-" + (i % 3));
        }
        DefaultMQProducer reminders = producer("reminder-producer", false);
        Message soon = message("reminders", "soon", "rem-1", "reminder in a moment");
        soon.setDelayTimeLevel(2);
        tell("soon", reminders.send(soon));
        Message late = message("reminders", "late", "rem-2", "reminder in two hours");
        late.setDelayTimeLevel(18);
        tell("late", reminders.send(late));
        for (int i = 1; i <= 6; i++) {
            orders.send(message("notices", "all", "notice-" + i, "notice " + i));
        }

        await("mail", () -> mails.get(0).get() + mails.get(1).get() >= 26);
        await("shipment", () -> shipped.get() >= 12);
        await("second failure of billing", () -> failed.get() >= 2);
        await("dead letter", () -> holds(payments, "%DLQ%billing", 1));
        await("reminder", () -> holds(reminders, "reminders", 1));
        // traces are sent in batches and offsets committed in intervals, neither of which can be asked for
        Thread.sleep(2000);
        System.out.println("seeded");
        System.out.flush();
        NEVER.await();
    }
}
