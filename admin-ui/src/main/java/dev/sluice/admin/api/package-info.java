/**
 * What the controllers of {@code /api/v1} share: {@link dev.sluice.admin.api.ApiFailure} and its
 * answer, entity tags, pages with cursors, checks of fields. Imports no other room.
 */
package dev.sluice.admin.api;
