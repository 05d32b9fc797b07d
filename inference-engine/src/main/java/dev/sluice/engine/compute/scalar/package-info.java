/**
 * The executable specification: plain loops, sums in double precision, no tuning. Kept for ever to
 * hold the other backends to. Imports {@code compute} and {@code tensor}.
 */
package dev.sluice.engine.compute.scalar;
