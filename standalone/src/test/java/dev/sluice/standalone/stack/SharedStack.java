package dev.sluice.standalone.stack;

import dev.sluice.contract.PodLoad;
import dev.sluice.contract.SignedContext;
import dev.sluice.inference.engines.EngineRoster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;

/**
 * The four services, started once for all integration tests of this JVM, or once more for a test
 * that spoils them for the others.
 */
public final class SharedStack {
  public static final String MODEL = "stories260k";
  private static SharedStack instance;

  private final Path model;
  private final Ports ports;
  private final Bootstrap bootstrap;
  private final Stack stack;
  private final Path folder;
  private final String internalSecret;

  private SharedStack(UnaryOperator<Path> model) throws IOException {
    this.folder = Files.createTempDirectory("sluice-it");
    DataDirectory data = DataDirectory.open(folder.resolve("data"));
    this.internalSecret = data.secrets().internalSecret();
    this.ports = freePorts();
    this.bootstrap = Bootstrap.prepare(data, null, null);
    this.model = model.apply(folder);
    StackSettings settings =
        new StackSettings(
            this.model,
            MODEL,
            "127.0.0.1",
            ports,
            "auto",
            0,
            null,
            0,
            new LocalHub(this.model).address(),
            Duration.ofSeconds(5));
    this.stack = Stack.start(settings, data, bootstrap);
    Runtime.getRuntime().addShutdownHook(new Thread(stack::close));
  }

  /**
   * @param model writes the model into the folder given and names the file; used once
   */
  public static synchronized SharedStack get(UnaryOperator<Path> model) {
    if (instance == null) {
      try {
        instance = new SharedStack(model);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return instance;
  }

  /**
   * One of its own. It goes with the JVM: closing it would end the event loops that all stacks of
   * the JVM share, and with them the others' servers.
   */
  public static SharedStack another(UnaryOperator<Path> model) throws IOException {
    return new SharedStack(model);
  }

  public String gateway() {
    return Urls.of("127.0.0.1", ports.gateway());
  }

  public String admin() {
    return Urls.of("127.0.0.1", ports.admin());
  }

  public String pod() {
    return Urls.of("127.0.0.1", ports.pod());
  }

  public String tokenizer() {
    return Urls.of("127.0.0.1", ports.tokenizer());
  }

  /** Where the model's file is, and others may be that versions are loaded from. */
  public Path modelFolder() {
    return folder;
  }

  /** What calls between the services carry. */
  public String signature() {
    return new SignedContext("gateway", "", Instant.now().plusSeconds(60)).sign(internalSecret);
  }

  /** Ends the gateway alone, as a clean stop does: it posts its usage and gives its leases back. */
  public void stopGateway() {
    stack.context(Service.GATEWAY).close();
  }

  public String apiKey() {
    return bootstrap.apiKey();
  }

  public String adminPassword() {
    return bootstrap.adminPassword();
  }

  /** The pod's load as the engine itself knows it. */
  public PodLoad podLoad() {
    return stack.context(Service.POD).getBean(EngineRoster.class).load();
  }

  /** The file that it was started with. */
  public Path model() {
    return model;
  }

  private static Ports freePorts() throws IOException {
    int[] found = new int[4];
    for (int i = 0; i < found.length; i++) {
      try (ServerSocket socket = new ServerSocket(0)) {
        found[i] = socket.getLocalPort();
      }
    }
    return new Ports(found[0], found[1], found[2], found[3]);
  }
}
