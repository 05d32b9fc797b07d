/**
 * Running a decoder directly, without the engine thread: all logits of a sequence ({@link
 * dev.sluice.standalone.measure.LogitsWriter}), prefill and decode rates ({@link
 * dev.sluice.standalone.measure.DecoderBenchmark}), and how far a context carries: perplexity
 * ({@link dev.sluice.standalone.measure.SlidingPerplexity}) and passkey retrieval ({@link
 * dev.sluice.standalone.measure.PasskeyRetrieval}). Imports the engine's {@code model} and {@code
 * sampling} rooms and the codec.
 */
package dev.sluice.standalone.measure;
