/**
 * The four services in one process: their ports, the data directory with its lock and secrets, the
 * start in parallel, the drain at the end. Entry type {@link dev.sluice.standalone.stack.Stack}.
 * The only room that uses Spring; imports the services' application classes and {@code contract}.
 */
package dev.sluice.standalone.stack;
