// load_weights of the types whose nibbles are indexes into a table of 16 integers; see weights.cuh.
#pragma once
#include "weight_types.cuh"

#if WEIGHT == IQ4_NL || WEIGHT == IQ4_XS
// kvalues_iq4nl: steps that follow a normal distribution.
__device__ const signed char STEPS[16] = {
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};
#else
// Twice the values of the FP4 format E2M1 (OCP Microscaling specification 1.0, table 5).
__device__ const signed char STEPS[16] = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};
#endif

// Eight bytes' nibbles, the lower ones or, with shift 4, the upper ones.
__device__ inline void scaled_steps(Bytes codes, int shift, float scale, float w[8]) {
  UNROLL
  for (int i = 0; i < 8; i++) w[i] = scale * (float)STEPS[codes[i] >> shift & 15];
}

#if WEIGHT == IQ4_NL // 32 values: d, 16 bytes; low nibbles first, then high

__device__ inline void load_weights(Bytes row, int k, int columns, bool whole, float w[8]) {
  Bytes block = row + (size_t)(k / 32) * 18;
  scaled_steps(block + 2 + k % 16, k % 32 / 16 * 4, load_half(block), w);
}

#elif WEIGHT == IQ4_XS // 8 groups of 32: d, high pairs and low nibbles of signed 6-bit scales, nibbles

__device__ inline void load_weights(Bytes row, int k, int columns, bool whole, float w[8]) {
  Bytes block = row + (size_t)(k / 256) * 136;
  int group = k % 256 / 32;
  int factor = nibble_of(block + 4, group) | (load_short(block + 2) >> 2 * group & 3) << 4;
  float scale = load_half(block) * (float)(factor - 32);
  scaled_steps(block + 8 + group * 16 + k % 16, k % 32 / 16 * 4, scale, w);
}

#elif WEIGHT == MXFP4 // 32 values: an exponent, 16 bytes; blocks of 17 bytes are not aligned

__device__ inline void load_weights(Bytes row, int k, int columns, bool whole, float w[8]) {
  Bytes block = row + (size_t)(k / 32) * 17;
  unsigned int exponent = block[0]; // of a power of two, halved because the steps are doubled
  float scale = bits_to_float(exponent < 2 ? 0x00200000u << exponent : (exponent - 1) << 23);
  scaled_steps(block + 1 + k % 16, k % 32 / 16 * 4, scale, w);
}

#elif WEIGHT == NVFP4 // 4 groups of 16: a scale each, then 8 bytes each

// Half of an E4M3 number without its sign; the pattern of NaN counts as zero.
__device__ inline float half_of_e4m3(int bits) {
  int exponent = bits >> 3 & 15;
  float mantissa = (float)(bits & 7);
  if (bits == 0x7f) return 0.0f;
  if (exponent == 0) return mantissa * 0.0009765625f; // 2^-10
  return bits_to_float((unsigned int)(exponent - 8 + 127) << 23) * (1.0f + mantissa / 8.0f);
}

__device__ inline void load_weights(Bytes row, int k, int columns, bool whole, float w[8]) {
  Bytes block = row + (size_t)(k / 64) * 36;
  int group = k % 64 / 16;
  scaled_steps(block + 4 + 8 * group, k % 16 / 8 * 4, half_of_e4m3(block[group]), w);
}

#endif
