/**
 * The life of versions in a process: fetched, opened, served, retired. Entry type: {@link
 * dev.sluice.store.lifecycle.VersionLifecycle}; what opening and serving mean is the {@link
 * dev.sluice.store.lifecycle.VersionHost}'s business. May import {@code dev.sluice.store} and the
 * contract.
 */
package dev.sluice.store.lifecycle;
