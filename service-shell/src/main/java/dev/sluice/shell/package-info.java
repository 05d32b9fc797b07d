/**
 * What every service's internal endpoints ({@code /internal/**}) share: the check of the caller's
 * signed context, the mapping of failures to {@link dev.sluice.contract.ErrorDetail}, and the
 * endpoints of {@link dev.sluice.shell.HostedVersions} for those that load some. A service imports
 * {@link dev.sluice.shell.InternalDoor} and throws {@link dev.sluice.shell.RefusedException} where
 * it refuses a request. May import the contract, Spring and Jackson; no service and no heart.
 */
package dev.sluice.shell;
