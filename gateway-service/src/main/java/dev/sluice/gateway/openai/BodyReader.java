package dev.sluice.gateway.openai;

import dev.sluice.contract.ErrorCode;
import dev.sluice.gateway.completion.RequestFailedException;
import java.io.ByteArrayOutputStream;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * A request's body, never more of it in memory than the limit. A body that is too large is read and
 * thrown away up to a second limit, because most clients look at the answer only after they have
 * sent everything; one that asks first ({@code Expect: 100-continue}) is refused at once.
 */
@Component
class BodyReader {
  private static final int DISCARD_FACTOR = 16;
  private final long limit;

  BodyReader(OpenAiProperties properties) {
    this.limit = properties.maxBody().toBytes();
  }

  Mono<byte[]> read(ServerHttpRequest request) {
    checkType(request.getHeaders());
    boolean isTooLarge = request.getHeaders().getContentLength() > limit;
    if (isTooLarge && request.getHeaders().getFirst(HttpHeaders.EXPECT) != null) {
      return Mono.error(tooLarge());
    }
    return request
        .getBody()
        .reduceWith(() -> new Collected(isTooLarge), Collected::add)
        .map(Collected::bytes);
  }

  private static void checkType(HttpHeaders headers) {
    String raw = headers.getFirst(HttpHeaders.CONTENT_TYPE);
    if (raw == null) {
      return;
    }
    try {
      MediaType type = MediaType.parseMediaType(raw);
      if (type.isCompatibleWith(MediaType.APPLICATION_JSON)
          || type.getSubtype().endsWith("+json")) {
        return;
      }
    } catch (RuntimeException e) {
      // Falls through: an unreadable type is an unsupported one.
    }
    throw RequestFailedException.of(
        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
        null,
        "Send the body as 'Content-Type: application/json'.");
  }

  private RequestFailedException tooLarge() {
    return RequestFailedException.of(
        ErrorCode.REQUEST_TOO_LARGE,
        null,
        "The request's body is larger than %d bytes.".formatted(limit));
  }

  private final class Collected {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
    private boolean isTooLarge;
    private long seen;

    Collected(boolean isTooLarge) {
      this.isTooLarge = isTooLarge;
    }

    Collected add(DataBuffer buffer) {
      seen += buffer.readableByteCount();
      isTooLarge |= seen > limit;
      if (isTooLarge) {
        bytes.reset();
      } else {
        byte[] part = new byte[buffer.readableByteCount()];
        buffer.read(part);
        bytes.writeBytes(part);
      }
      DataBufferUtils.release(buffer);
      if (seen > limit * DISCARD_FACTOR) {
        throw tooLarge();
      }
      return this;
    }

    byte[] bytes() {
      if (isTooLarge) {
        throw tooLarge();
      }
      return bytes.toByteArray();
    }
  }
}
