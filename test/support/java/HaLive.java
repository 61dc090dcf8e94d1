import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;

/**
 * The clients of the captures on the replicating cluster: a producer of {@code stock}, which sends 12 messages and says
 * {@code HA READY}, and a consumer that is held by all that have the tag {@code hold}. Argument: the name server. A number on standard
 * input is how many more to hold it with, and is said again when they are sent; the consumer begins with the first.
 */
public final class HaLive {
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    public static void main(String[] args) throws Exception {
        DefaultMQProducer producer = new DefaultMQProducer("stock-service-producer");
        producer.setNamesrvAddr(args[0]);
        producer.setClientIP("127.0.0.1");
        producer.setInstanceName("stock-service-p");
        producer.setSendMsgTimeout(10000);
        producer.start();
        List<MessageQueue> queues = new ArrayList<>(producer.fetchPublishMessageQueues("stock"));
        Collections.sort(queues);
        for (int i = 0; i < 12; i++)
            producer.send(message("t", "k" + i, "m" + i), queues.get(i % queues.size()));
        AtomicInteger taken = new AtomicInteger();
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer("stock-service");
        consumer.setNamesrvAddr(args[0]);
        consumer.setClientIP("127.0.0.1");
        consumer.setInstanceName("stock-service-c");
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.setPersistConsumerOffsetInterval(1000);
        consumer.setConsumeTimeout(600);
        consumer.subscribe("stock", "*");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            for (MessageExt message : messages) {
                if (!"hold".equals(message.getTags())) continue;
                try {
                    NEVER.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return ConsumeConcurrentlyStatus.RECONSUME_LATER;
            }
            taken.addAndGet(messages.size());
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        say("HA READY");
        int held = 0;
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = orders.readLine(); line != null; line = orders.readLine()) {
            if (held == 0) consumer.start();
            while (taken.get() < 12) Thread.sleep(500);
            for (int more = Integer.parseInt(line); more > 0; more--, held++)
                producer.send(message("hold", "h" + held, "h" + held), queues.get(held % queues.size()));
            say(line);
        }
    }

    private static Message message(String tag, String key, String body) {
        return new Message("stock", tag, key, body.getBytes(StandardCharsets.UTF_8));
    }
}
