/**
 * Versions that pods and tokenizers shall load: what gateways are told to have done, what came of
 * it, and when a failed load is tried again. Kept in memory only, since what a process has is in
 * the next report. Entry types: {@link dev.sluice.admin.loads.LoadDesk} for orders and {@link
 * dev.sluice.admin.loads.LoadBoard} for what is known. Which versions are wanted is told by {@link
 * dev.sluice.admin.loads.PlannedVersions}, which the registry implements. May import {@code api},
 * {@code audit}, {@code fleet} and the wire records.
 */
package dev.sluice.admin.loads;
