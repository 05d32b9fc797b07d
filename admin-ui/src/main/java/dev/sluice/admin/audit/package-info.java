/**
 * Who changed what: {@link dev.sluice.admin.audit.AuditTrail} is told of every change in the
 * change's own transaction. Never holds a secret. May import {@code api}.
 */
package dev.sluice.admin.audit;
