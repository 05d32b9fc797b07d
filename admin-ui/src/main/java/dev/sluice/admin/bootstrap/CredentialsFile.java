package dev.sluice.admin.bootstrap;

import dev.sluice.admin.database.DatabaseSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * A file that only its owner can read, for the credentials that were generated; the log tells where
 * it is and never what is in it.
 */
@Component
class CredentialsFile {
  private static final Logger LOG = LoggerFactory.getLogger(CredentialsFile.class);
  private final Path file;

  CredentialsFile(DatabaseSettings settings) {
    this.file = settings.data().resolve("first-credentials.txt");
  }

  /** Fails before anything is generated that could then not be told. */
  void check() {
    try {
      Files.createDirectories(file.getParent());
      if (!Files.isWritable(file.getParent())) {
        throw new IOException("not writable");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "No password was given and there is no place to leave a generated one: %s. Set sluice.admin.bootstrap-password, or make the folder writable."
              .formatted(file.getParent()),
          e);
    }
  }

  void write(BootstrapCredentials made) {
    StringBuilder text = new StringBuilder();
    if (made.password() != null) {
      text.append("user: ").append(made.username()).append('\n');
      text.append("password: ").append(made.password()).append('\n');
    }
    if (made.apiKey() != null) {
      text.append("api key: ").append(made.apiKey()).append('\n');
    }
    try {
      Files.deleteIfExists(file);
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      Files.writeString(file, text);
      LOG.info("generated credentials are in {}; delete it when you have read them", file);
    } catch (IOException e) {
      throw new UncheckedIOException("The generated credentials cannot be kept in " + file, e);
    }
  }
}
