/**
 * JMH benchmarks of the hot kernels. None of them runs in {@code verify}; each class says the
 * command that runs it. The programs that measure a whole engine are behind {@code
 * bench/engine.sh}. Imports the engine's public seams only.
 */
package dev.sluice.bench;
