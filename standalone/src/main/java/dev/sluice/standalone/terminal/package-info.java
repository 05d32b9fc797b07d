/**
 * The process's three streams and the progress bar: results on stdout, everything else on stderr.
 * Entry type {@link dev.sluice.standalone.terminal.Console}. Imports only {@code java.*}.
 */
package dev.sluice.standalone.terminal;
