/**
 * The web console's files and the description of the interface, as they lie in the jar. Entry type:
 * {@link dev.sluice.admin.web.ConsoleRoutes}. Imports no other room.
 */
package dev.sluice.admin.web;
