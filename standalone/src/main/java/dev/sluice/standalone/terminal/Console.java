package dev.sluice.standalone.terminal;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The streams of one command. {@code out} carries the result and nothing else; logs, progress and
 * errors go to {@code err}. Both write UTF-8 whatever the locale says.
 *
 * @param interactive stderr is a terminal, so a progress bar may redraw its line
 */
public record Console(InputStream in, PrintStream out, PrintStream err, boolean interactive) {

  /** Set by the launcher to the descriptor that holds the caller's stderr. */
  public static final String STDERR_FD_PROPERTY = "sluice.stderr.fd";

  /** Set by the launcher when stderr is a terminal. */
  public static final String STDERR_TTY_PROPERTY = "sluice.stderr.tty";

  private static final int BUFFER_BYTES = 1 << 16;

  /**
   * The process's own streams. The virtual machine greets an incubator module with a warning on
   * stderr that no option silences, so the launcher filters the machine's stderr and hands the
   * caller's over as another descriptor, which this makes {@link System#err} again.
   */
  public static Console ofProcess() {
    Integer stderrFd = Integer.getInteger(STDERR_FD_PROPERTY);
    if (stderrFd != null) {
      System.setErr(stream(new FileOutputStream(descriptor(stderrFd)), 1 << 10));
    } else {
      System.setErr(stream(new FileOutputStream(FileDescriptor.err), 1 << 10));
    }
    PrintStream out =
        new PrintStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER_BYTES),
            false,
            StandardCharsets.UTF_8);
    System.setOut(out);
    return new Console(
        new FileInputStream(FileDescriptor.in),
        out,
        System.err,
        Boolean.getBoolean(STDERR_TTY_PROPERTY));
  }

  private static PrintStream stream(FileOutputStream file, int bufferBytes) {
    return new PrintStream(
        new BufferedOutputStream(file, bufferBytes), true, StandardCharsets.UTF_8);
  }

  /** The manifest opens {@code java.io} for this one constructor, which has no public equal. */
  private static FileDescriptor descriptor(int number) {
    try {
      var constructor = FileDescriptor.class.getDeclaredConstructor(int.class);
      constructor.setAccessible(true);
      return constructor.newInstance(number);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return FileDescriptor.err;
    }
  }
}
