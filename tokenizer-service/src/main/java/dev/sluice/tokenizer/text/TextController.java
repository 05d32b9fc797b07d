package dev.sluice.tokenizer.text;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.TokenizeRequest;
import dev.sluice.contract.TokenizeResult;
import dev.sluice.shell.RefusedException;
import dev.sluice.tokenizer.catalog.ServedTokenizer;
import dev.sluice.tokenizer.catalog.TokenizerCatalog;
import java.util.function.Function;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * {@link InternalPaths#ENCODE}, {@link InternalPaths#COUNT} and {@link InternalPaths#DECODE}. With
 * {@code ?tokens=true} an encode also answers each id's own text.
 */
@RestController
class TextController {
  private final TokenizerCatalog catalog;
  private final EncodingLane lane;
  private final Encodings encodings;

  TextController(TokenizerCatalog catalog, EncodingLane lane, Encodings encodings) {
    this.catalog = catalog;
    this.lane = lane;
    this.encodings = encodings;
  }

  @PostMapping(InternalPaths.ENCODE)
  Mono<TokenizeResult> encode(
      @RequestBody TokenizeRequest request, @RequestParam(defaultValue = "false") boolean tokens) {
    String text = required(request.text(), "text");
    return run(
        request,
        served ->
            encodings.result(
                served, encodings.encode(served, text, request.addSpecial()), null, tokens));
  }

  @PostMapping(InternalPaths.COUNT)
  Mono<TokenizeResult> count(@RequestBody TokenizeRequest request) {
    String text = required(request.text(), "text");
    return run(
        request,
        served ->
            encodings.count(served, encodings.encode(served, text, request.addSpecial()).length));
  }

  @PostMapping(InternalPaths.DECODE)
  Mono<TokenizeResult> decode(@RequestBody TokenizeRequest request) {
    int[] ids = required(request.ids(), "ids");
    return run(request, served -> encodings.decode(served, ids, request.skipSpecial()));
  }

  private Mono<TokenizeResult> run(
      TokenizeRequest request, Function<ServedTokenizer, TokenizeResult> work) {
    return lane.run(() -> catalog.using(request.model(), work));
  }

  private static <T> T required(T value, String field) {
    if (value == null) {
      throw RefusedException.of(ErrorCode.MISSING_FIELD, field, "'" + field + "' is missing");
    }
    return value;
  }
}
