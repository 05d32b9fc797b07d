/** Exponentials on the JDK's Vector API. Imports {@code sampling}. */
package dev.sluice.engine.sampling.vector;
