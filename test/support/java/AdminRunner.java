import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.security.Permission;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Runs many command lines of Java's mqadmin in one JVM.
 *
 * <p>Arguments: the folder of jars, the number of workers. A request is a line of its number and its arguments in base64; the
 * answer is a line {@code number status milliseconds outBytes errBytes} and then these bytes. Each worker has a class loader of its
 * own, and with it statics of its own, so that lines at the same time do not meet; {@code System.out}, {@code System.err} and the
 * property that {@code -n} sets belong to the worker that a thread descends from.
 */
public final class AdminRunner {
    private static final String NAME_SERVERS = "rocketmq.namesrv.addr";
    private static final InheritableThreadLocal<Worker> CURRENT = new InheritableThreadLocal<>();
    private static final LinkedBlockingQueue<Line> LINES = new LinkedBlockingQueue<>();
    private static final PrintStream ANSWERS = new PrintStream(new FileOutputStream(FileDescriptor.out), false);

    private static final class Line {
        final String number;
        final String[] args;
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final ByteArrayOutputStream err = new ByteArrayOutputStream();

        Line(String request) {
            String[] words = request.split(" ");
            number = words[0];
            args = new String[words.length - 1];
            for (int i = 1; i < words.length; i++) {
                // an empty argument is a dash, which base64 has not
                args[i - 1] = words[i].equals("-") ? "" : new String(Base64.getDecoder().decode(words[i]), StandardCharsets.UTF_8);
            }
        }
    }

    /** An Error, since MQAdminStartup catches every Exception. */
    private static final class Exit extends Error {
        final int status;

        Exit(int status) {
            super("exit " + status, null, false, false);
            this.status = status;
        }
    }

    private static final class Worker extends Thread {
        private final ClassLoader loader;
        private volatile Line line;
        private volatile String nameServers;

        Worker(URL[] jars) {
            loader = new URLClassLoader(jars, ClassLoader.getSystemClassLoader().getParent());
            setDaemon(true);
        }

        @Override
        public void run() {
            CURRENT.set(this);
            setContextClassLoader(loader);
            try {
                Class<?> startup = loader.loadClass("org.apache.rocketmq.tools.command.MQAdminStartup");
                Class<?> hook = loader.loadClass("org.apache.rocketmq.remoting.RPCHook");
                Method main0 = startup.getMethod("main0", String[].class, hook);
                Collection<?> commands = commandsOf(startup);
                while (true) {
                    line = LINES.take();
                    // some commands keep a client that they have shut down: main0 makes new ones
                    commands.clear();
                    // a System property in Java's own process, which starts without it
                    nameServers = System.getenv("NAMESRV_ADDR");
                    long start = System.nanoTime();
                    int status = perform(main0, line);
                    System.out.flush();
                    System.err.flush();
                    answer(line, status, (System.nanoTime() - start) / 1000000);
                }
            } catch (Exception error) {
                error.printStackTrace(new PrintStream(new FileOutputStream(FileDescriptor.err), true));
                Runtime.getRuntime().halt(70);
            }
        }

        private static Collection<?> commandsOf(Class<?> startup) throws IllegalAccessException {
            for (Field field : startup.getDeclaredFields()) {
                if (Collection.class.isAssignableFrom(field.getType())) {
                    field.setAccessible(true);
                    return (Collection<?>) field.get(null);
                }
            }
            throw new IllegalStateException("MQAdminStartup has no list of commands");
        }

        private int perform(Method main0, Line line) throws IllegalAccessException {
            try {
                main0.invoke(null, line.args, null);
                return 0;
            } catch (InvocationTargetException failure) {
                if (failure.getCause() instanceof Exit) {
                    return ((Exit) failure.getCause()).status;
                }
                failure.getCause().printStackTrace();
                return 1;
            }
        }
    }

    private static void answer(Line line, int status, long milliseconds) {
        synchronized (ANSWERS) {
            ANSWERS.print(line.number + " " + status + " " + milliseconds + " " + line.out.size() + " " + line.err.size() + "\n");
            byte[] out = line.out.toByteArray();
            byte[] err = line.err.toByteArray();
            ANSWERS.write(out, 0, out.length);
            ANSWERS.write(err, 0, err.length);
            ANSWERS.flush();
        }
    }

    private static final class Routed extends OutputStream {
        private final boolean error;

        Routed(boolean error) {
            this.error = error;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            Worker worker = CURRENT.get();
            Line line = worker == null ? null : worker.line;
            if (line != null) {
                (error ? line.err : line.out).write(bytes, offset, length);
            }
        }
    }

    /** The system properties, of which one belongs to the worker. */
    private static final class RoutedProperties extends Properties {
        RoutedProperties(Properties all) {
            putAll(all);
        }

        @Override
        public String getProperty(String key) {
            Worker worker = CURRENT.get();
            return NAME_SERVERS.equals(key) && worker != null ? worker.nameServers : super.getProperty(key);
        }

        @Override
        public String getProperty(String key, String otherwise) {
            String value = getProperty(key);
            return value == null ? otherwise : value;
        }

        @Override
        public synchronized Object setProperty(String key, String value) {
            Worker worker = CURRENT.get();
            if (!NAME_SERVERS.equals(key) || worker == null) {
                return super.setProperty(key, value);
            }
            String before = worker.nameServers;
            worker.nameServers = value;
            return before;
        }
    }

    @SuppressWarnings("removal")
    private static void refuseExit() {
        System.setSecurityManager(new SecurityManager() {
            @Override
            public void checkPermission(Permission permission) {
            }

            @Override
            public void checkExit(int status) {
                if (CURRENT.get() != null) {
                    throw new Exit(status);
                }
            }
        });
    }

    public static void main(String[] args) throws Exception {
        List<URL> jars = new ArrayList<>();
        for (File file : new File(args[0]).listFiles((folder, name) -> name.endsWith(".jar"))) {
            jars.add(file.toURI().toURL());
        }
        refuseExit();
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        System.setIn(new ByteArrayInputStream(new byte[0]));
        System.setOut(new PrintStream(new Routed(false), true, "UTF-8"));
        System.setErr(new PrintStream(new Routed(true), true, "UTF-8"));
        System.setProperties(new RoutedProperties(System.getProperties()));
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            new Worker(jars.toArray(new URL[0])).start();
        }
        for (String request = requests.readLine(); request != null; request = requests.readLine()) {
            LINES.add(new Line(request));
        }
        Runtime.getRuntime().halt(0);
    }
}
