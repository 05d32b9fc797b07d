/**
 * Generation streams: from a request on the wire to the engine and back, with heartbeats, a bounded
 * buffer and cancellation. Entry type: {@link dev.sluice.inference.stream.TokenStreams}. May import
 * the engine's {@code generate} room, the {@code engines} and {@code metrics} rooms, the contract
 * and the shell.
 */
package dev.sluice.inference.stream;
