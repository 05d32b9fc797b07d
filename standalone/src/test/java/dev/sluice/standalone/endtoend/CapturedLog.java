package dev.sluice.standalone.endtoend;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/**
 * Everything that the services of this JVM log from now on, at a level that nobody runs them at.
 */
final class CapturedLog implements AutoCloseable {
  private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Logger ours = (Logger) LoggerFactory.getLogger("dev.sluice");
  private final Level rootLevel = root.getLevel();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.add(text(event));
        }
      };

  private CapturedLog() {}

  /**
   * All loggers at DEBUG but those that the services' settings keep quiet; those of the services at
   * TRACE.
   */
  static CapturedLog start() {
    CapturedLog log = new CapturedLog();
    log.appender.setContext(log.root.getLoggerContext());
    log.appender.start();
    log.root.addAppender(log.appender);
    log.root.setLevel(Level.DEBUG);
    log.ours.setLevel(Level.TRACE);
    return log;
  }

  /** Message, arguments, context and causes: whatever a layout could print. */
  private static String text(ILoggingEvent event) {
    return String.join(
        " ",
        event.getLoggerName(),
        event.getFormattedMessage(),
        Arrays.toString(event.getArgumentArray()),
        event.getMDCPropertyMap().toString(),
        ThrowableProxyUtil.asString(event.getThrowableProxy()));
  }

  List<String> lines() {
    return new ArrayList<>(lines);
  }

  @Override
  public void close() {
    root.detachAppender(appender);
    root.setLevel(rootLevel);
    ours.setLevel(null);
    appender.stop();
  }
}
