package meridian.node;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** Where what a node logs goes. Set up by code: there is no second configuration file to know about. */
final class Logs implements AutoCloseable {
    private static final String LINE = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level %logger{0}: %msg%n%ex";

    private final LoggerContext context;

    private Logs(LoggerContext context) {
        this.context = context;
    }

    /**
     * Replaces whatever was set up before by the node's log file, which rolls over at a size.
     *
     * @param console whether to show the same on the screen
     */
    static Logs open(Path file, NodeConfig.Log config, boolean console) {
        Logs logs = new Logs((LoggerContext) LoggerFactory.getILoggerFactory());
        logs.context.reset();
        logs.root().setLevel(Level.valueOf(config.level().name()));
        // These tell every step they take; what matters to an operator they say as warnings.
        logs.context.getLogger("org.apache.ratis").setLevel(Level.WARN);
        logs.context.getLogger("io.netty").setLevel(Level.WARN);
        logs.context.getLogger("io.grpc").setLevel(Level.WARN);
        LogStart.quieten(logs.context);
        logs.root().addAppender(logs.fileAppender(file, config));
        if (console) {
            logs.root().addAppender(logs.consoleAppender());
        }
        return logs;
    }

    private ConsoleAppender<ILoggingEvent> consoleAppender() {
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        start(appender);
        return appender;
    }

    private RollingFileAppender<ILoggingEvent> fileAppender(Path file, NodeConfig.Log config) {
        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        appender.setFile(file.toString());
        FixedWindowRollingPolicy window = new FixedWindowRollingPolicy();
        window.setContext(context);
        window.setParent(appender);
        window.setFileNamePattern(file + ".%i");
        window.setMinIndex(1);
        window.setMaxIndex(config.filesKept());
        window.start();
        SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
        size.setContext(context);
        size.setMaxFileSize(new FileSize(config.fileMax()));
        size.start();
        appender.setRollingPolicy(window);
        appender.setTriggeringPolicy(size);
        start(appender);
        return appender;
    }

    private void start(OutputStreamAppender<ILoggingEvent> appender) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(LINE);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
    }

    private Logger root() {
        return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    /** Writes out what is left. */
    @Override
    public void close() {
        context.stop();
    }
}
