package dev.sluice.engine.quantize;

/**
 * Finds {@code scale} and {@code min} so that {@code scale * code - min} with codes {@code 0 ..
 * most} is close to 32 given values, in weighted least squares. Exact search is a hard problem
 * (codes depend on the factors and the factors on the codes), so this tries a row of step widths
 * around the one that spans the values, solves the linear problem for the codes of each, and
 * improves the best by assigning codes and solving in turn (Lloyd 1982) until nothing is gained.
 *
 * <p>Weights are {@code rms(x) + |x|}: an error in a large value costs more, because it meets its
 * input at full size.
 */
final class AffineFit {
  static final int SIZE = 32;

  private static final float STEP = 0.1f;
  private static final int ROUNDS = 4;

  private final int most;
  private final float firstStep;
  private final int steps;
  private final float[] weights = new float[SIZE];

  private float scale;
  private float min;
  private double error;
  private float solvedScale;
  private float solvedMin;

  /**
   * @param most largest code
   * @param firstStep the narrowest span tried, in codes beyond {@code most}
   * @param steps widths tried, a tenth of a code apart
   */
  AffineFit(int most, float firstStep, int steps) {
    this.most = most;
    this.firstStep = firstStep;
    this.steps = steps;
  }

  float scale() {
    return scale;
  }

  /** At least 0. */
  float min() {
    return min;
  }

  /** Fits 32 values. */
  void fit(float[] x, int from) {
    weigh(x, from);
    float low = x[from];
    float high = x[from];
    for (int i = 1; i < SIZE; i++) {
      low = Math.min(low, x[from + i]);
      high = Math.max(high, x[from + i]);
    }
    low = Math.min(low, 0);
    scale = 0;
    min = -low;
    if (high - low < Float.MIN_NORMAL * most) {
      return;
    }
    error = Double.POSITIVE_INFINITY;
    for (int step = 0; step < steps; step++) {
      float width = (high - low) / (most + firstStep + STEP * step);
      solve(x, from, width, -low);
      keepIfBetter(x, from);
    }
    for (int round = 0; round < ROUNDS; round++) {
      solve(x, from, scale, min);
      if (!keepIfBetter(x, from)) {
        return;
      }
    }
  }

  /** Makes these the values that {@link #error} is about. */
  void weigh(float[] x, int from) {
    float squares = 0;
    for (int i = 0; i < SIZE; i++) {
      squares += x[from + i] * x[from + i];
    }
    float rms = (float) Math.sqrt(squares / SIZE);
    for (int i = 0; i < SIZE; i++) {
      weights[i] = rms + Math.abs(x[from + i]);
    }
  }

  private boolean keepIfBetter(float[] x, int from) {
    double solvedError = error(x, from, solvedScale, solvedMin);
    if (!(solvedError < error)) {
      return false;
    }
    error = solvedError;
    scale = solvedScale;
    min = solvedMin;
    return true;
  }

  /** The best factors for the codes that {@code width} and {@code below} give. */
  private void solve(float[] x, int from, float width, float below) {
    float inverse = 1 / width;
    float sumW = 0;
    float sumX = 0;
    float sumQ = 0;
    float sumQq = 0;
    float sumQx = 0;
    for (int i = 0; i < SIZE; i++) {
      float value = x[from + i];
      float code = code((value + below) * inverse, most);
      float w = weights[i];
      sumW += w;
      sumX += w * value;
      sumQ += w * code;
      sumQq += w * code * code;
      sumQx += w * code * value;
    }
    float determinant = sumW * sumQq - sumQ * sumQ;
    if (!(determinant > 0)) {
      solvedScale = width;
      solvedMin = below;
      return;
    }
    solvedScale = (sumW * sumQx - sumX * sumQ) / determinant;
    solvedMin = (sumQ * sumQx - sumQq * sumX) / determinant;
    if (solvedMin < 0) {
      solvedMin = 0;
      solvedScale = sumQx / sumQq;
    }
  }

  /** Weighted square error of the values last weighed. */
  double error(float[] x, int from, float scale, float min) {
    float inverse = scale > 0 ? 1 / scale : 0;
    float sum = 0;
    for (int i = 0; i < SIZE; i++) {
      float value = x[from + i];
      float difference = scale * code((value + min) * inverse, most) - min - value;
      sum += weights[i] * difference * difference;
    }
    return sum;
  }

  /** The nearest code. */
  static int code(float steps, int most) {
    return Math.min(Math.max((int) (steps + 0.5f), 0), most);
  }
}
