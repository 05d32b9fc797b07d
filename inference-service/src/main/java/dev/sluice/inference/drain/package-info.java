/**
 * Emptying a pod: readiness off, no new streams, wait for the running ones. Entry type: {@link
 * dev.sluice.inference.drain.Drain}. May import the {@code engines} room, the contract and the
 * shell.
 */
package dev.sluice.inference.drain;
