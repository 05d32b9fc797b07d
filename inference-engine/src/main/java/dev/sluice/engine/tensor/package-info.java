/**
 * Data and where it lies: element types and their block layouts, tensors over native memory, the
 * ledger of that memory, and the dequantisation of every block format. Imports nothing of the
 * engine. Entry type: {@link dev.sluice.engine.tensor.Tensor}.
 */
package dev.sluice.engine.tensor;
