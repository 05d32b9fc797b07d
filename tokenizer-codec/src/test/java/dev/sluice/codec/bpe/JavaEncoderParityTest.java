package dev.sluice.codec.bpe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.codec.Fixtures;
import dev.sluice.codec.GgufBytes;
import dev.sluice.codec.Tokenizers;
import dev.sluice.codec.source.GgufSource;
import dev.sluice.codec.source.HuggingFaceSource;
import dev.sluice.codec.source.TokenizerJson;
import dev.sluice.codec.split.Unsupported;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The Java encoder gives what the native library gives, text by text. */
class JavaEncoderParityTest {
  private static final int TEXTS = Integer.getInteger("sluice.parity.texts", 1500);

  @TempDir Path temp;

  static Stream<String> sets() {
    return Fixtures.names("tokenizers/json", ".tokenizer.json.gz");
  }

  private Path unpack(String set) throws IOException {
    Path packed = Fixtures.folder("tokenizers/json").resolve(set + ".tokenizer.json.gz");
    Path file = temp.resolve(set + ".tokenizer.json");
    return Files.exists(file) ? file : Fixtures.unpack(packed, temp);
  }

  private static void assertSame(TokenizerJson json, long seed, int texts) throws Unsupported {
    List<String> specials = new ArrayList<>();
    json.tree().path("added_tokens").forEach(t -> specials.add(t.path("content").asString()));
    RandomTexts random = new RandomTexts(seed, specials.subList(0, Math.min(9, specials.size())));
    try (Encoder own = JavaEncoder.of(json.tree(), json.parts());
        Encoder library = new NativeEncoder(json.definition())) {
      for (int i = 0; i < texts; i++) {
        String text = random.next();
        boolean addSpecial = i % 2 == 0;
        assertThat(own.encode(text, addSpecial))
            .as("text %d: '%s'", i, text)
            .isEqualTo(library.encode(text, addSpecial));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("sets")
  void encode_randomTexts_isWhatTheLibraryGives(String set) throws Exception {
    assertSame(TokenizerJson.check(HuggingFaceSource.read(unpack(set))), 7, TEXTS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpt-2",
        "olmo",
        "starcoder",
        "falcon",
        "llama-bpe",
        "chatglm-bpe",
        "glm4",
        "qwen2",
        "stablelm2",
        "qwen35",
        "ufakzeka",
        "laguna",
        "minicpm5",
        "jais-2",
        "seed-coder",
        "bailingmoe",
        "tekken",
        "gpt-4o",
        "granite-embed-multi-97m",
        "kimi-k2",
        "deepseek-llm",
        "deepseek-coder",
        "deepseek-v3",
        "spark2_5",
        "youtu",
        "bloom",
        "viking"
      })
  void encode_everyPreTokenizer_isWhatTheLibraryGives(String pre) throws Exception {
    Map<String, Object> metadata = new HashMap<>(Tokenizers.ggufMetadata(unpack("gpt-neox"), 0));
    metadata.put("tokenizer.ggml.pre", pre);
    Path file = Files.write(temp.resolve("pre.gguf"), GgufBytes.of(metadata));
    assertSame(TokenizerJson.check(GgufSource.read(file)), pre.hashCode(), TEXTS / 3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'pre_tokenizer':{'type':'Metaspace','replacement':'▁','prepend_scheme':'first','split':false},'normalizer':null}",
        "{'pre_tokenizer':{'type':'Metaspace','replacement':'▁','prepend_scheme':'always','split':true},'normalizer':null}",
        "{'pre_tokenizer':{'type':'Metaspace','replacement':'▁','prepend_scheme':'never','split':true},'normalizer':null}",
        "{'pre_tokenizer':{'type':'Metaspace','replacement':'▁','add_prefix_space':true},'normalizer':null}",
        "{'pre_tokenizer':{'type':'Split','pattern':{'String':'▁'},'behavior':'MergedWithPrevious','invert':false}}",
        "{'pre_tokenizer':{'type':'Split','pattern':{'Regex':'▁+'},'behavior':'MergedWithNext','invert':false}}",
        "{'pre_tokenizer':{'type':'Split','pattern':{'Regex':'\\\\p{L}'},'behavior':'MergedWithNext','invert':true}}",
        "{'pre_tokenizer':{'type':'Split','pattern':{'Regex':'\\\\d'},'behavior':'MergedWithPrevious','invert':true}}",
        "{'pre_tokenizer':{'type':'Split','pattern':{'Regex':'[a-e]'},'behavior':'Contiguous','invert':false}}",
        "{'pre_tokenizer':{'type':'Split','pattern':{'Regex':'[a-e]'},'behavior':'Contiguous','invert':true}}",
        "{'pre_tokenizer':{'type':'Split','pattern':{'String':'a'},'behavior':'Removed','invert':false}}",
        "{'pre_tokenizer':{'type':'Punctuation','behavior':'Isolated'}}",
        "{'normalizer':{'type':'Sequence','normalizers':[{'type':'NFC'},{'type':'Replace','pattern':{'String':' '},'content':'▁'}]}}",
        "{'model':{'byte_fallback':false}}",
        "{'model':{'byte_fallback':false,'fuse_unk':false}}",
        "{'model':{'byte_fallback':false,'unk_token':null}}",
        "{'model':{'ignore_merges':true}}",
        "{'post_processor':{'type':'Sequence','processors':[{'type':'ByteLevel','add_prefix_space':true,'trim_offsets':false,'use_regex':true},{'type':'TemplateProcessing','single':[{'SpecialToken':{'id':'<s>','type_id':0}},{'Sequence':{'id':'A','type_id':0}},{'SpecialToken':{'id':'</s>','type_id':0}}],'pair':[{'Sequence':{'id':'A','type_id':0}},{'Sequence':{'id':'B','type_id':0}}],'special_tokens':{'<s>':{'id':'<s>','ids':[1],'tokens':['<s>']},'</s>':{'id':'</s>','ids':[2],'tokens':['</s>']}}}]}}",
        "{'post_processor':{'type':'RobertaProcessing','sep':['</s>',2],'cls':['<s>',1],'trim_offsets':true,'add_prefix_space':false}}",
        "{'added_tokens':[{'id':0,'content':'<unk>','special':true,'normalized':false,'single_word':false,'lstrip':true,'rstrip':false},{'id':1,'content':'<s>','special':true,'normalized':false,'single_word':false,'lstrip':false,'rstrip':true},{'id':2,'content':'</s>','special':true,'normalized':true,'single_word':false,'lstrip':true,'rstrip':true},{'id':32000,'content':'  ','special':false,'normalized':false,'single_word':false,'lstrip':false,'rstrip':false},{'id':32001,'content':'the dog','special':false,'normalized':true,'single_word':false,'lstrip':false,'rstrip':true}]}"
      })
  void encode_otherShapes_isWhatTheLibraryGives(String changes) throws Exception {
    ObjectNode definition = (ObjectNode) Fixtures.JSON.readTree(unpack("llama-spm").toFile());
    JsonNode changed = Fixtures.JSON.readTree(changes.replace('\'', '"'));
    for (Map.Entry<String, JsonNode> part : changed.properties()) {
      if (part.getKey().equals("model")) {
        ((ObjectNode) definition.path("model")).setAll((ObjectNode) part.getValue());
      } else {
        definition.set(part.getKey(), part.getValue());
      }
    }
    Path file = temp.resolve("changed.json");
    Files.write(file, Fixtures.JSON.writeValueAsBytes(definition));
    assertSame(TokenizerJson.check(HuggingFaceSource.read(file)), 3, TEXTS / 3);
  }
}
