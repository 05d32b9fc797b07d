/**
 * Running a decoder directly, without the engine thread: all logits of a sequence ({@link
 * dev.sluice.standalone.measure.LogitsWriter}) and prefill and decode rates ({@link
 * dev.sluice.standalone.measure.DecoderBenchmark}). Imports the engine's {@code model} room.
 */
package dev.sluice.standalone.measure;
