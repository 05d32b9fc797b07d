package dev.sluice.tokenizer.chat;

import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.TokenizeRequest;
import dev.sluice.contract.TokenizeResult;
import dev.sluice.tokenizer.catalog.TokenizerCatalog;
import dev.sluice.tokenizer.text.EncodingLane;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@link InternalPaths#RENDER}; with {@code ?tokens=true} also each id's own text. */
@RestController
class RenderController {
  private final TokenizerCatalog catalog;
  private final EncodingLane lane;
  private final ChatPrompts prompts;

  RenderController(TokenizerCatalog catalog, EncodingLane lane, ChatPrompts prompts) {
    this.catalog = catalog;
    this.lane = lane;
    this.prompts = prompts;
  }

  @PostMapping(InternalPaths.RENDER)
  Mono<TokenizeResult> render(
      @RequestBody TokenizeRequest request, @RequestParam(defaultValue = "false") boolean tokens) {
    return lane.run(
        () -> catalog.using(request.model(), served -> prompts.render(served, request, tokens)));
  }
}
