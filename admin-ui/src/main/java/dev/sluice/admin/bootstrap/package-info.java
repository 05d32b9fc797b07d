/**
 * The first start: the administrator, the first key and the console's own key. {@link
 * dev.sluice.admin.bootstrap.BootstrapCredentials} is what came of it. May import {@code access},
 * {@code identity} and {@code database}.
 */
package dev.sluice.admin.bootstrap;
