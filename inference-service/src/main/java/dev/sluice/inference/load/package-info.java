/**
 * The pod's load, pushed to whoever watches. Entry type: {@link
 * dev.sluice.inference.load.LoadFeed}. May import the contract and the shell.
 */
package dev.sluice.inference.load;
