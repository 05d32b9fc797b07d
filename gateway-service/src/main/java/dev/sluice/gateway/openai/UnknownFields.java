package dev.sluice.gateway.openai;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Ignored fields, each name told to the log once; the names are bounded, clients make them up. */
final class UnknownFields {
  private static final Logger LOG = LoggerFactory.getLogger(UnknownFields.class);
  private static final int MAX_NAMES = 200;
  private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

  private static final Set<String> KNOWN =
      Set.of(
          "model",
          "messages",
          "prompt",
          "n",
          "stream",
          "stream_options",
          "max_tokens",
          "max_completion_tokens",
          "temperature",
          "top_p",
          "top_k",
          "min_p",
          "seed",
          "stop",
          "stop_token_ids",
          "ignore_eos",
          "presence_penalty",
          "frequency_penalty",
          "repetition_penalty",
          "logit_bias",
          "logprobs",
          "top_logprobs",
          "echo",
          "tools",
          "add_generation_prompt",
          "chat_template_kwargs",
          "user",
          "metadata",
          "store",
          "service_tier",
          "parallel_tool_calls");

  private UnknownFields() {}

  static void note(JsonNode body) {
    if (!LOG.isDebugEnabled() || SEEN.size() >= MAX_NAMES) {
      return;
    }
    for (String name : body.propertyNames()) {
      boolean isPlain = name.matches("[A-Za-z0-9_.-]{1,40}");
      if (isPlain && !KNOWN.contains(name) && !Unsupported.isListed(name) && SEEN.add(name)) {
        LOG.debug("the field '{}' is ignored", name);
      }
    }
  }
}
