/**
 * What the services say to each other: wire records (Jackson maps them by component name), stable
 * error codes, the pod's load, the paths of the internal endpoints and the signed context that
 * opens them. Depends on {@code java.*} only.
 *
 * <p>Collections are never null in a record that was constructed here: compact constructors replace
 * an absent list or map by an empty one. Scalars that may be absent on the wire are boxed and say
 * so.
 */
package dev.sluice.contract;
