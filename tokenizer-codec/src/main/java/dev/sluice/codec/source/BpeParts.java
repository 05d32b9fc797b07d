package dev.sluice.codec.source;

import dev.sluice.codec.vocabulary.TokenIndex;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JacksonSerializable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.POJONode;

/**
 * The tokens and merges of a definition's {@code model}, as arrays: as a tree they would take many
 * times the memory of their text and most of the time in which a tokenizer is opened. In the
 * definition they are represented by nodes that are written as the trees would be. Immutable and
 * thread-safe.
 *
 * @param texts by id, null in gaps; kept, must not be changed
 * @param order the ids as the file lists them
 * @param index of these ids
 * @param lefts by rank: the first part of a merge; the other arrays go with it
 * @param hasTextMerges whether a merge is written as one text with a space, not as a list of two
 */
public record BpeParts(
    String[] texts,
    int[] order,
    TokenIndex index,
    int[] lefts,
    int[] rights,
    int[] results,
    boolean hasTextMerges) {

  /** Those of a definition, or null when they are trees still. */
  static BpeParts of(ObjectNode definition) {
    JsonNode tokens = definition.path("model").path("vocab");
    return tokens instanceof POJONode node && node.getPojo() instanceof Tokens written
        ? written.parts()
        : null;
  }

  /** Puts both nodes in the place of their trees, or at the end of the model. */
  void putInto(ObjectNode model) {
    model.set("vocab", new POJONode(new Tokens(this)));
    model.set("merges", new POJONode(new MergeList(this)));
  }

  /** As a tree, for a definition whose tokens are not complete yet. */
  void writeMerges(ArrayNode list) {
    for (int rank = 0; rank < lefts.length; rank++) {
      list.addArray().add(texts[lefts[rank]]).add(texts[rights[rank]]);
    }
  }

  /** Both parts of a merge with a space between them. */
  String merge(int rank) {
    return texts[lefts[rank]] + ' ' + texts[rights[rank]];
  }

  private record Tokens(BpeParts parts) implements JacksonSerializable {
    @Override
    public void serialize(JsonGenerator out, SerializationContext context) {
      out.writeStartObject();
      for (int id : parts.order) {
        out.writeName(parts.texts[id]);
        out.writeNumber(id);
      }
      out.writeEndObject();
    }

    @Override
    public void serializeWithType(
        JsonGenerator out, SerializationContext context, TypeSerializer types) {
      serialize(out, context);
    }
  }

  private record MergeList(BpeParts parts) implements JacksonSerializable {
    @Override
    public void serialize(JsonGenerator out, SerializationContext context) {
      out.writeStartArray();
      for (int rank = 0; rank < parts.lefts.length; rank++) {
        if (parts.hasTextMerges) {
          out.writeString(parts.merge(rank));
        } else {
          out.writeStartArray();
          out.writeString(parts.texts[parts.lefts[rank]]);
          out.writeString(parts.texts[parts.rights[rank]]);
          out.writeEndArray();
        }
      }
      out.writeEndArray();
    }

    @Override
    public void serializeWithType(
        JsonGenerator out, SerializationContext context, TypeSerializer types) {
      serialize(out, context);
    }
  }
}
