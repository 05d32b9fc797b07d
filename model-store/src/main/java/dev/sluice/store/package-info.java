/**
 * Model files: which sources are allowed ({@link dev.sluice.store.AllowedSources}), and having a
 * version's files on disk ({@link dev.sluice.store.VersionFiles}), fetched when they are not there.
 * A file appears under its name only when it is complete and checked. May import the contract;
 * nothing else but {@code java.*}.
 */
package dev.sluice.store;
