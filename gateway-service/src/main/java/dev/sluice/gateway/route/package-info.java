/**
 * Where a stream goes: which pods exist, how busy they say they are, and the choice among them. No
 * network in a choice: loads are pushed into the {@link dev.sluice.gateway.route.PodTable} by
 * whoever reads them. Entry type: {@link dev.sluice.gateway.route.Router}. Imports the contract
 * only.
 */
package dev.sluice.gateway.route;
