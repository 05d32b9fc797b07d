package dev.sluice.standalone.command;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A text in UTF-8, taken as it is; a file of another kind is refused. */
final class TextFile {
  private TextFile() {}

  static String read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new CommandFailure(file + " is a folder, not a text file");
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    if (!bytes.hasRemaining()) {
      throw new CommandFailure(file + " is empty");
    }
    CharBuffer text = CharBuffer.allocate(bytes.remaining());
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CoderResult end = decoder.decode(bytes, text, true);
    if (end.isError()) {
      throw new CommandFailure(
          file + " is not UTF-8 text: it has other bytes at offset " + bytes.position());
    }
    String read = text.flip().toString();
    if (read.indexOf('\0') >= 0) {
      throw new CommandFailure(file + " is not text: it holds zero bytes");
    }
    return read;
  }
}
