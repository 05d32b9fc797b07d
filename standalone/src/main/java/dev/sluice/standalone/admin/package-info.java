/**
 * The control plane's interface from outside: {@link dev.sluice.standalone.admin.AdminApi} logs in
 * and calls it over HTTP, as the console does. Needs Java's HTTP client and Jackson only.
 */
package dev.sluice.standalone.admin;
