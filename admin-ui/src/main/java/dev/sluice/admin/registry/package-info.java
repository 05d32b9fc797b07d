/**
 * Public model names with their weighted targets, and the versions behind them with their states.
 * Entry types: {@link dev.sluice.admin.registry.PublicModels} and {@link
 * dev.sluice.admin.registry.ModelVersions}. May import the api, audit and snapshot rooms, {@code
 * fleet} for what pods serve at this moment, and {@code loads}, which has versions loaded by the
 * plans that are kept here.
 */
package dev.sluice.admin.registry;
