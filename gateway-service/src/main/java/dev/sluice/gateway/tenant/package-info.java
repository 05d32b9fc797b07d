/**
 * Who calls: API keys and public model names from the last snapshot of the control plane, which is
 * also kept on disk so that a gateway starts without anybody's help. Entry type: {@link
 * dev.sluice.gateway.tenant.TenantDirectory}. Imports the contract only; no other room.
 */
package dev.sluice.gateway.tenant;
