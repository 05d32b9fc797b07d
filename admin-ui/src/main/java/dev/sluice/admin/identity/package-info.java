/**
 * Projects and the API keys that belong to them, with each key's limits. {@link
 * dev.sluice.admin.identity.Keys} tells the life of a key. A secret is seen by its creator once and
 * stored as an HMAC. May import {@code api}, {@code audit} and {@code snapshot}.
 */
package dev.sluice.admin.identity;
