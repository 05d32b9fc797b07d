/**
 * Which block of the key/value pool holds which tokens: {@link dev.sluice.engine.cache.BlockPool}
 * counts references, {@link dev.sluice.engine.cache.BlockTable} lists one sequence's blocks, {@link
 * dev.sluice.engine.cache.PrefixCache} finds blocks whose content is already there. Ids only, no
 * tensors: the memory behind an id belongs to a backend. Imports nothing of the engine.
 */
package dev.sluice.engine.cache;
