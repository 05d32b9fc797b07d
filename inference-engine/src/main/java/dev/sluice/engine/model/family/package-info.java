/**
 * One short file per model family: from a model file's settings to a {@link
 * dev.sluice.engine.model.DecoderSpec}.
 */
package dev.sluice.engine.model.family;
