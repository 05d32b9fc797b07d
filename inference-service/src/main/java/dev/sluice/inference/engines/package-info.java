/**
 * The pod's engines by served name, and what they do together. Entry type: {@link
 * dev.sluice.inference.engines.EngineRoster}. May import the engine's {@code generate} room, the
 * contract and the shell; no other room.
 */
package dev.sluice.inference.engines;
