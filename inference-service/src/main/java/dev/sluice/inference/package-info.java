/**
 * The inference pod: the engine behind internal streaming endpoints. This room starts the process,
 * reads its settings and wires the others; {@link dev.sluice.inference.InferenceApplication} is the
 * entry. May import every room below it, the engine's {@code generate} and {@code model} rooms, the
 * model store, the contract and the shell; nothing imports it.
 */
package dev.sluice.inference;
