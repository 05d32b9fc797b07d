/**
 * One short file per model family: from settings in GGUF's form to a {@link
 * dev.sluice.engine.model.DecoderSpec}, and from a Hugging Face checkpoint's {@code config.json}
 * and tensor names to that form. Entry type: {@link dev.sluice.engine.model.family.Families}. The
 * other files are what several families share. Imports {@code model}, {@code compute}, {@code
 * weights}, {@code tensor}.
 */
package dev.sluice.engine.model.family;
