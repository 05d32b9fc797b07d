/**
 * {@code sluice admin}: what scripts need of the control plane, one class per command. Entry type
 * {@link dev.sluice.standalone.command.admin.AdminCommand}. Results go to stdout as lines for
 * people, or as JSON.
 */
package dev.sluice.standalone.command.admin;
