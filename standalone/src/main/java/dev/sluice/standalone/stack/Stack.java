package dev.sluice.standalone.stack;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The four services, each in its own Spring context, exactly as they run alone: they talk to each
 * other over HTTP on loopback. They share a parent context that owns what a process has only one
 * of, the log and the network threads. The model is loaded while admin starts; the gateway starts
 * last, when there is somebody to ask.
 */
public final class Stack implements AutoCloseable {
  private static final Duration READY_LIMIT = Duration.ofSeconds(60);

  private final Map<Service, ConfigurableApplicationContext> contexts =
      new EnumMap<>(Service.class);
  private final ServiceArguments arguments;
  private final ConfigurableApplicationContext shared;
  private final SharedMetadata metadata = new SharedMetadata();
  private final String tokenizerUrl;
  private final String internalSecret;
  private boolean isClosed;

  private Stack(StackSettings settings, DataDirectory data, Bootstrap bootstrap) {
    this.arguments = new ServiceArguments(settings, data, bootstrap);
    this.tokenizerUrl = Urls.of(settings.host(), settings.ports().tokenizer());
    this.internalSecret = data.secrets().internalSecret();
    this.shared = SharedContext.start(arguments.shared());
  }

  /**
   * Starts everything and waits until a request would be answered.
   *
   * @throws StackException when a service cannot be started; nothing is left running
   */
  public static Stack start(StackSettings settings, DataDirectory data, Bootstrap bootstrap) {
    Stack stack = new Stack(settings, data, bootstrap);
    try {
      stack.startServices();
      new Readiness(settings.host(), settings.ports()).await(READY_LIMIT);
      return stack;
    } catch (RuntimeException e) {
      stack.close();
      throw e;
    }
  }

  private void startServices() {
    try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Stack::thread)) {
      CompletableFuture<Void> pod = startOn(threads, Service.POD);
      CompletableFuture<Void> tokenizer = startOn(threads, Service.TOKENIZER);
      CompletableFuture<Void> admin = startOn(threads, Service.ADMIN);
      CompletableFuture<Void> gateway = admin.thenRunAsync(() -> run(Service.GATEWAY), threads);
      CompletableFuture.allOf(pod, tokenizer, admin, gateway).join();
    } catch (CompletionException e) {
      throw StartFailures.translate(e.getCause());
    } finally {
      metadata.forget();
    }
  }

  private CompletableFuture<Void> startOn(ExecutorService threads, Service service) {
    return CompletableFuture.runAsync(() -> run(service), threads);
  }

  private static Thread thread(Runnable work) {
    return Thread.ofPlatform().name("start").unstarted(work);
  }

  private void run(Service service) {
    SpringApplicationBuilder builder =
        service
            .builder()
            .parent(shared)
            .initializers(metadata)
            .registerShutdownHook(false)
            .logStartupInfo(false);
    ConfigurableApplicationContext context = builder.run(arguments.of(service));
    synchronized (this) {
      if (isClosed) {
        context.close();
      } else {
        contexts.put(service, context);
      }
    }
  }

  /** Whether chat completions can be asked for, or only plain ones. */
  public boolean hasChatTemplate() {
    return TokenizerFacts.ask(tokenizerUrl, internalSecret).hasChatTemplate();
  }

  /** Of one of the services, for tests that look inside. */
  synchronized ConfigurableApplicationContext context(Service service) {
    return contexts.get(service);
  }

  /**
   * Drains and stops: the gateway first, which takes no new request and lets running streams end
   * within the drain limit, then the pod, the tokenizer and admin. Calling it again does nothing.
   */
  @Override
  public void close() {
    Deque<ConfigurableApplicationContext> running = new ArrayDeque<>();
    synchronized (this) {
      isClosed = true;
      for (Service service : Service.values()) {
        ConfigurableApplicationContext context = contexts.remove(service);
        if (context != null) {
          running.add(context);
        }
      }
    }
    running.forEach(ConfigurableApplicationContext::close);
    shared.close();
  }
}
