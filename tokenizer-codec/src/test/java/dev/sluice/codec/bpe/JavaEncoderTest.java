package dev.sluice.codec.bpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.sluice.codec.Fixtures;
import dev.sluice.codec.Tokenizer;
import dev.sluice.codec.Tokenizers;
import dev.sluice.codec.source.HuggingFaceSource;
import dev.sluice.codec.source.TokenizerJson;
import dev.sluice.codec.split.Unsupported;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How long it takes, and what it leaves to the native library. */
class JavaEncoderTest {
  private static final int MEGABYTE = 1 << 20;

  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource({"llama-spm", "gpt-neox"})
  void encode_aMegabyteOfOneCharacter_takesSeconds(String set) throws IOException {
    Path packed = Fixtures.committed("tokenizers/json").resolve(set + ".tokenizer.json.gz");
    try (Tokenizer tokenizer = Tokenizers.open(Fixtures.unpack(packed, temp))) {
      for (String unit : new String[] {"a", " ", "\n", "ab", "a ", "中", "\ud83d\udc4d", "'", "1"}) {
        String text = unit.repeat(MEGABYTE / unit.length());
        int[] ids =
            assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> tokenizer.encode(text, false), unit);
        assertThat(tokenizer.decode(ids, true)).isEqualTo(text);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'normalizer':{'type':'NFKC'}",
        "'pre_tokenizer':{'type':'Whitespace'}",
        "'pre_tokenizer':{'type':'Split','pattern':{'Regex':'(?<=a)b'},'behavior':'Isolated'}",
        "'pre_tokenizer':{'type':'Split','pattern':{'Regex':'(ab)+'},'behavior':'Isolated'}",
        "'pre_tokenizer':{'type':'Split','pattern':{'Regex':'a+?'},'behavior':'Isolated'}",
        "'pre_tokenizer':{'type':'Split','pattern':{'Regex':'a*'},'behavior':'Isolated'}",
        "'pre_tokenizer':{'type':'Split','pattern':{'Regex':'(?=a)'},'behavior':'Isolated'}",
        "'pre_tokenizer':{'type':'Split','pattern':{'Regex':'a{2}+'},'behavior':'Isolated'}",
        "'pre_tokenizer':{'type':'Split','pattern':{'Regex':'[[:alpha:]]'},'behavior':'Isolated'}",
        "'pre_tokenizer':{'type':'Split','pattern':{'Regex':'.'},'behavior':'Isolated'}",
        "'pre_tokenizer':{'type':'Split','pattern':{'Regex':'\\\\w'},'behavior':'Isolated'}",
        "'pre_tokenizer':{'type':'Split','pattern':{'Regex':'\\\\p{Greek}'},'behavior':'Isolated'}",
        "'pre_tokenizer':{'type':'Split','pattern':{'Regex':'(?i:i)'},'behavior':'Isolated'}",
        "'added_tokens':[{'id':7,'content':'x','single_word':true}]",
        "'added_tokens':[{'id':9,'content':'x'}]"
      })
  void of_whatOnlyTheLibraryDoes_isUnsupported(String part) throws IOException {
    String definition =
        "{'model':{'type':'BPE','vocab':{'a':0,'b':1},'merges':[]},'decoder':{'type':'ByteLevel'},%s}"
            .formatted(part);
    Path file = Files.writeString(temp.resolve("part.json"), definition.replace('\'', '"'));
    TokenizerJson json = TokenizerJson.check(HuggingFaceSource.read(file));
    assertThatThrownBy(() -> JavaEncoder.of(json.tree(), json.parts()))
        .isInstanceOf(Unsupported.class);
  }
}
