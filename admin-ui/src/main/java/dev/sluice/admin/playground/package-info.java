/**
 * A chat for people who are logged in, passed on to a gateway under the console's own key. Entry
 * type: {@link dev.sluice.admin.playground.PlaygroundController}. May import the api room, the
 * console's key, the registry's versions, and the contract. Nothing of a chat's content is kept or
 * logged.
 */
package dev.sluice.admin.playground;
