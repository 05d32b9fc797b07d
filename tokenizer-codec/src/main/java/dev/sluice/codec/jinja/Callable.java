package dev.sluice.codec.jinja;

/** Anything a template can call. */
@FunctionalInterface
interface Callable {
  Object call(CallArguments arguments);
}
