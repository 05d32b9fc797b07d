/**
 * The public wire: OpenAI's chat and completions, models, tokenize and detokenize. Requests are
 * parsed once, validated with the field's name, and handed to the completion room; its outputs are
 * written as server-sent events, or folded into one answer. Entry type: {@link
 * dev.sluice.gateway.openai.OpenAiRoutes}. May import the completion room only.
 */
package dev.sluice.gateway.openai;
