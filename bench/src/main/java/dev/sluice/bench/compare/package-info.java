/**
 * Sluice beside llama.cpp: both engines take turns on the same files. Nothing but the JDK, so that
 * it runs from its source.
 */
package dev.sluice.bench.compare;
