/**
 * The process's three streams, the progress bar and the commands' log: results on stdout,
 * everything else on stderr. Entry type {@link dev.sluice.standalone.terminal.Console}. Imports
 * only {@code java.*} and Logback.
 */
package dev.sluice.standalone.terminal;
