/**
 * The CPU backend on the JDK's Vector API. Weights are rearranged at load so that a vector's lanes
 * are output rows: the weights of one input component for many rows lie side by side, and a row's
 * sum never crosses lanes. Imports {@code compute} and {@code tensor}.
 */
package dev.sluice.engine.compute.vector;
