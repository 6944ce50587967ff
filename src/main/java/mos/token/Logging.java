package mos.token;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.List;

/// Sets the log up, on standard error: lines for people where the launcher saw a terminal, else one
/// JSON object a line. Logback finds this class by its service file; reading an XML file instead
/// would cost a parser at each start.
public final class Logging extends ContextAwareBase implements Configurator {
    /// Set by the launcher: `human` when standard error is a terminal. A property, since logging
    /// starts by itself, before any constructor of ours could hand something in.
    private static final String FORM = "mos.token.log";

    /// Their lines of daily business say nothing to the owner.
    private static final List<String> QUIET =
            List.of("io.vertx", "io.netty", "com.zaxxer.hikari", "org.flywaydb", "org.jdbi");

    /// Line ends are taken out of messages: with them a client could forge a line of the log.
    private static final String LINE =
            "%d{yyyy-MM-dd HH:mm:ss} %-5level %logger{0}: %replace(%msg){'[\\r\\n]+', ' '}%n";

    /// Logback makes it.
    public Logging() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setName("stderr");
        appender.setTarget("System.err");
        Encoder<ILoggingEvent> lines =
                "human".equals(System.getProperty(FORM)) ? human(context) : json(context);
        appender.setEncoder(started(new RedactingEncoder(lines), context));
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(appender);
        QUIET.forEach(name -> context.getLogger(name).setLevel(Level.WARN));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static Encoder<ILoggingEvent> human(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setPattern(LINE);
        return started(encoder, context);
    }

    private static Encoder<ILoggingEvent> json(LoggerContext context) {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithFormattedMessage(true);
        return started(encoder, context);
    }

    private static Encoder<ILoggingEvent> started(
            EncoderBase<ILoggingEvent> encoder, LoggerContext context) {
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }
}
