/**
 * Who may do what: users, server-side sessions, roles and the rules of every endpoint. {@link
 * dev.sluice.admin.access.RoleTable} is the one table of roles; {@link
 * dev.sluice.admin.access.SecurityRules} puts it in front of everything. Other rooms take the
 * caller's name from {@link java.security.Principal}. May import {@code api} and {@code audit}.
 */
package dev.sluice.admin.access;
