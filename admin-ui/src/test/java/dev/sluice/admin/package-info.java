/**
 * Tests of the control plane over HTTP: the abstract ones run on H2 and on PostgreSQL. {@link
 * dev.sluice.admin.AdminUnderTest} starts it, {@link dev.sluice.admin.Browser} calls it.
 */
package dev.sluice.admin;
