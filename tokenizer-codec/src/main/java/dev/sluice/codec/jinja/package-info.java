/**
 * A Jinja interpreter for chat templates with Python's value semantics: what {@code transformers}
 * renders in its sandboxed, immutable environment, this renders character for character. Source to
 * tokens ({@code Lexer}), tokens to a tree of records ({@code TemplateParser}), tree to text
 * ({@code Renderer}, {@code Evaluator}). Templates come from model files, so every rendering has a
 * {@link dev.sluice.codec.jinja.TemplateLimits budget}. Entry type: {@link
 * dev.sluice.codec.jinja.JinjaTemplate}. Imports only the codec's interface and exception.
 */
package dev.sluice.codec.jinja;
