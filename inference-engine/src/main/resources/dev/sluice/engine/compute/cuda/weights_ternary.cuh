// load_weights of the types with values -1, 0 and 1 under one scale per 256; see weights.cuh.
#pragma once
#include "weight_types.cuh"

#if WEIGHT == TQ1_0 // 32 and 16 bytes of five ternary digits, 4 bytes of four, d

__device__ inline void load_weights(Bytes row, int k, int columns, bool whole, float w[8]) {
  Bytes block = row + (size_t)(k / 256) * 54;
  int at = k % 256;
  int width = at < 160 ? 32 : at < 240 ? 16 : 4;
  int first = at < 160 ? 0 : at < 240 ? 160 : 240;
  Bytes bytes = block + (at < 160 ? 0 : at < 240 ? 32 : 48);
  float d = load_half(block + 52);
  UNROLL
  for (int i = 0; i < 8; i++) {
    // A byte is a fraction of 256: times a power of three, a digit comes to the top.
    int digit = (at - first + i) / width;
    int power = digit == 0 ? 1 : digit == 1 ? 3 : digit == 2 ? 9 : digit == 3 ? 27 : 81;
    int fraction = bytes[(at - first + i) % width] * power & 255;
    w[i] = d * (float)((fraction * 3 >> 8) - 1);
  }
}

#elif WEIGHT == TQ2_0 // 64 bytes of two bits (which can also say 2), d

__device__ inline void load_weights(Bytes row, int k, int columns, bool whole, float w[8]) {
  Bytes block = row + (size_t)(k / 256) * 66;
  int shift = k % 128 / 32 * 2;
  Bytes codes = block + k % 256 / 128 * 32 + k % 32;
  float d = load_half(block + 64);
  unsigned int words[2] = {load_pair(codes) >> shift, load_pair(codes + 4) >> shift};
  UNROLL
  for (int i = 0; i < 8; i++) w[i] = d * (float)((byte_of(words[i / 4], i % 4) & 3) - 1);
}

#endif
