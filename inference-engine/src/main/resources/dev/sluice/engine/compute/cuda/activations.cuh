// The functions of a feed-forward layer, numbered as in Activation.java.
#pragma once
#include "device.cuh"

#define SILU 0
#define GELU 1
#define GELU_TANH 2
#define RELU 3
#define RELU_SQUARED 4
#define QUICK_GELU 5

__device__ inline float activated(int function, float x) {
  switch (function) {
    case SILU:
      return x / (1.0f + expf(-x));
    case GELU: // erfc keeps the digits of the negative side, where 1 + erf cancels
      return x * 0.5f * erfcf(-x * 0.70710678f);
    case GELU_TANH: {
      // (1 + tanh(u)) / 2 = 1 / (1 + e^-2u), which does not cancel either
      float u = 0.79788456f * (x + 0.044715f * x * x * x);
      return x / (1.0f + expf(-2.0f * u));
    }
    case RELU:
      return fmaxf(x, 0.0f);
    case RELU_SQUARED:
      return fmaxf(x, 0.0f) * fmaxf(x, 0.0f);
    default: // QUICK_GELU
      return x / (1.0f + expf(-1.702f * x));
  }
}
