package dev.sluice.engine.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Memory that can still be taken: what is free and what the system's file cache would give back.
 */
final class AvailableMemory {
  private AvailableMemory() {}

  /**
   * Bytes by Linux's own estimate, within the container's limit; elsewhere what the JVM reports as
   * free.
   */
  static long bytes(long reportedFree) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
        if (line.startsWith("MemAvailable:")) {
          long host = Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
          return Math.min(host, containerLeft());
        }
      }
    } catch (IOException | NumberFormatException e) {
      return reportedFree;
    }
    return reportedFree;
  }

  private static long containerLeft() {
    try {
      String limit = Files.readString(Path.of("/sys/fs/cgroup/memory.max")).strip();
      if (limit.equals("max")) {
        return Long.MAX_VALUE;
      }
      long used =
          Long.parseLong(Files.readString(Path.of("/sys/fs/cgroup/memory.current")).strip());
      return Math.max(0, Long.parseLong(limit) - used);
    } catch (IOException | NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }
}
