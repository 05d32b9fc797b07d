/**
 * Versions that the pod is told to have: their life, the memory they may take together, and their
 * engines. Entry type: {@link dev.sluice.inference.versions.PodVersions}. May import the {@code
 * engines} room, the engine's {@code generate} and {@code model} rooms, the model store, the
 * contract and the shell.
 */
package dev.sluice.inference.versions;
