/**
 * How much a key may use and what it used: sliding windows per key, holds that end exactly once,
 * and the journal of usage events on disk. The algorithm ({@link
 * dev.sluice.gateway.quota.SlidingWindow}) knows no keys and the enforcement ({@link
 * dev.sluice.gateway.quota.RateLimits}) no arithmetic of windows. Imports the contract only.
 */
package dev.sluice.gateway.quota;
