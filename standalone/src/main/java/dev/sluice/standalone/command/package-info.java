/**
 * The command line: one class per command, the options they share, and one place that turns a
 * failure into a sentence and an exit code. Entry type {@link
 * dev.sluice.standalone.command.SluiceCommand}. A command writes its result to stdout and all else
 * to stderr. Only {@code up} reaches Spring, through {@code stack}.
 */
package dev.sluice.standalone.command;
