package dev.sluice.bench.compare;

import dev.sluice.bench.FreePorts;
import dev.sluice.bench.StreamLoad;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server of one of the engines, in a process of its own. */
final class Server implements AutoCloseable {
  /** Of the start key of Sluice; llama-server asks for none. */
  static final String KEY = "sk-bench-0123456789abcdef";

  private static final Pattern MODEL_ID = Pattern.compile("\"id\" ?: ?\"([^\"]+)\"");
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final long POLL_MILLIS = 10;
  private static final long LONGEST_START_SECONDS = 300;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String name;
  private final Process process;
  private final String url;
  private final Path log;
  private final long startNanos = System.nanoTime();

  private Server(String name, Process process, int port, Path log) {
    this.name = name;
    this.process = process;
    this.url = "http://127.0.0.1:" + port;
    this.log = log;
  }

  static int freePorts(int count) {
    return FreePorts.first(count);
  }

  static Server start(String name, List<String> command, int port, Path log) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    return new Server(name, builder.redirectOutput(log.toFile()).start(), port, log);
  }

  String name() {
    return name;
  }

  /** Waits until completions are answered; opens the door for {@link StreamLoad}. */
  StreamLoad await() throws IOException, InterruptedException {
    HttpRequest models =
        HttpRequest.newBuilder(URI.create(url + "/v1/models"))
            .header("Authorization", "Bearer " + KEY)
            .build();
    while (true) {
      if (!process.isAlive() || seconds() > LONGEST_START_SECONDS) {
        throw new IOException(name + " does not serve:\n" + Files.readString(log));
      }
      HttpResponse<String> answer = answerOf(models);
      Matcher id = MODEL_ID.matcher(answer == null ? "" : answer.body());
      if (answer != null && answer.statusCode() == 200 && id.find()) {
        return new StreamLoad(url, KEY, id.group(1));
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  private HttpResponse<String> answerOf(HttpRequest request) throws InterruptedException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      return null; // not listening yet
    }
  }

  /** Since the process was started. */
  double seconds() {
    return (System.nanoTime() - startNanos) / 1e9;
  }

  /** Resident memory in MiB, of all its processes; 0 where the system does not tell. */
  double residentMebibytes() throws IOException {
    long kilobytes = residentKilobytes(process.toHandle());
    for (ProcessHandle child : process.descendants().toList()) {
      kilobytes += residentKilobytes(child);
    }
    return kilobytes / 1024.0;
  }

  private static long residentKilobytes(ProcessHandle handle) throws IOException {
    Path status = Path.of("/proc", "" + handle.pid(), "status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    Matcher resident = RESIDENT.matcher(Files.readString(status));
    return resident.find() ? Long.parseLong(resident.group(1)) : 0;
  }

  @Override
  public void close() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
