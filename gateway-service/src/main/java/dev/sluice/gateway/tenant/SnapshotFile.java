package dev.sluice.gateway.tenant;

import dev.sluice.contract.GatewaySnapshot;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The last snapshot on disk: written beside and moved into place, so it is whole or the old one.
 */
@Component
public class SnapshotFile {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotFile.class);
  private final JsonMapper json =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();
  private final Path file;

  public SnapshotFile(TenantProperties properties) {
    this.file = properties.snapshotFile();
  }

  /** Blocks for the disk. Empty when there is none or it cannot be read. */
  public Optional<GatewaySnapshot> read() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(json.readValue(Files.readAllBytes(file), GatewaySnapshot.class));
    } catch (IOException | JacksonException e) {
      LOG.warn("ignoring the stored snapshot {}: {}", file, e.getClass().getSimpleName());
      return Optional.empty();
    }
  }

  /** Blocks for the disk. A full disk costs the copy, not the gateway. */
  public synchronized void write(GatewaySnapshot snapshot) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      Path fresh = folder.resolve(file.getFileName() + ".new");
      Files.write(fresh, json.writeValueAsBytes(snapshot));
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn("the snapshot could not be stored in {}: {}", file, e.toString());
    }
  }
}
