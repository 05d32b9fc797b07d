package dev.sluice.engine.compute;

/** Functions of a feed-forward layer, applied to each component. All map zero to zero. */
public enum Activation {
  /** {@code x / (1 + e^-x)} (arXiv 1702.03118). */
  SILU,
  /** {@code x * (1 + erf(x / sqrt(2))) / 2} (arXiv 1606.08415). */
  GELU,
  /** {@code x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3))) / 2} (arXiv 1606.08415). */
  GELU_TANH,
  /** {@code max(x, 0)}. */
  RELU,
  /** {@code max(x, 0)^2} (arXiv 2109.08668). */
  RELU_SQUARED,
  /** {@code x / (1 + e^(-1.702 x))} (arXiv 1606.08415). */
  QUICK_GELU
}
