/**
 * What a backend can do: whole operations over tensors it allocated ({@link
 * dev.sluice.engine.compute.ComputeBackend}), and how one is chosen ({@link
 * dev.sluice.engine.compute.Backends}). Backends live in the rooms {@code scalar}, {@code vector}
 * and {@code cuda}, register as {@link dev.sluice.engine.compute.BackendProvider}s and never import
 * each other. Imports {@code tensor} only.
 */
package dev.sluice.engine.compute;
