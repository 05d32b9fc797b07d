/**
 * What gateways are told. A room that holds a part of it (keys, models) has a {@link
 * dev.sluice.admin.snapshot.SnapshotPart} and calls {@link
 * dev.sluice.admin.snapshot.RevisionCounter#bump} with every change. May import {@code api}.
 */
package dev.sluice.admin.snapshot;
