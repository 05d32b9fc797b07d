package dev.sluice.tokenizer.catalog;

import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.TokenizerModel;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@link InternalPaths#TOKENIZER_MODELS}. */
@RestController
class ModelsController {
  private final TokenizerCatalog catalog;

  ModelsController(TokenizerCatalog catalog) {
    this.catalog = catalog;
  }

  @GetMapping(InternalPaths.TOKENIZER_MODELS)
  List<TokenizerModel> models() {
    return catalog.describe();
  }
}
