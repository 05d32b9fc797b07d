/**
 * Runs generations: the engine thread and everything between a request and its events. Entry types:
 * {@link dev.sluice.engine.generate.Engines} to start one, {@link
 * dev.sluice.engine.generate.InferenceEngine} to use it; the work is in {@code EngineLoop}, whose
 * step reads schedule, forward, sample, settle. May import every other room of the engine and the
 * tokenizer codec; nothing in the engine imports this room.
 */
package dev.sluice.engine.generate;
