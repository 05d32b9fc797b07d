// load_weights of the types with 256 values in groups that have small integers as scales; see weights.cuh.
#pragma once
#include "weight_types.cuh"

// The 6-bit scale and minimum of a group of 32 among the 12 bytes that Q4_K and Q5_K pack them into, times
// the block's own.
__device__ inline void group_factors(Bytes block, int group, float* scale, float* minimum) {
  unsigned int factors = *(const unsigned int*)block;
  Bytes packed = block + 4;
  int s, m;
  if (group < 4) {
    s = packed[group] & 63;
    m = packed[group + 4] & 63;
  } else {
    s = (packed[group + 4] & 15) | packed[group - 4] >> 6 << 4;
    m = packed[group + 4] >> 4 | packed[group] >> 6 << 4;
  }
  *scale = half_to_float((unsigned short)factors) * (float)s;
  *minimum = half_to_float((unsigned short)(factors >> 16)) * (float)m;
}

#if WEIGHT == Q2_K // 16 groups of 16: 4-bit scales and minima, 64 bytes of pairs of bits, d, dmin

__device__ inline void load_weights(Bytes row, int k, int columns, bool whole, float w[8]) {
  Bytes block = row + (size_t)(k / 256) * 84;
  int factors = block[k % 256 / 16], shift = k % 128 / 32 * 2;
  float scale = load_half(block + 80) * (float)(factors & 15);
  float minimum = load_half(block + 82) * (float)(factors >> 4);
  Bytes codes = block + 16 + k % 256 / 128 * 32 + k % 32;
  unsigned int words[2] = {load_pair(codes) >> shift, load_pair(codes + 4) >> shift};
  UNROLL
  for (int i = 0; i < 8; i++) w[i] = scale * (float)(byte_of(words[i / 4], i % 4) & 3) - minimum;
}

#elif WEIGHT == Q3_K // 32 bytes of high bits, 64 of low pairs, 12 of 16 signed 6-bit scales, d

__device__ inline void load_weights(Bytes row, int k, int columns, bool whole, float w[8]) {
  Bytes block = row + (size_t)(k / 256) * 110;
  int group = k % 256 / 16, part = k % 256 / 32, shift = part % 4 * 2;
  Bytes packed = block + 96;
  int low = packed[group % 8] >> group / 8 * 4 & 15, high = packed[8 + group % 4] >> group / 4 * 2 & 3;
  float scale = load_half(block + 108) * (float)((low | high << 4) - 32);
  Bytes lows = block + 32 + part / 4 * 32 + k % 32, highs = block + k % 32;
  unsigned int pairs[2] = {load_pair(lows) >> shift, load_pair(lows + 4) >> shift};
  unsigned int bits[2] = {load_pair(highs) >> part, load_pair(highs + 4) >> part};
  UNROLL
  for (int i = 0; i < 8; i++) {
    int code = (byte_of(pairs[i / 4], i % 4) & 3) | (byte_of(bits[i / 4], i % 4) & 1) << 2;
    w[i] = scale * (float)(code - 4);
  }
}

#elif WEIGHT == Q4_K // d, dmin, 12 bytes of 8 scales and minima, 128 bytes of nibbles; 16-byte aligned

__device__ inline void load_weights(Bytes row, int k, int columns, bool whole, float w[8]) {
  Bytes block = row + (size_t)(k / 256) * 144;
  int group = k % 256 / 32, shift = group % 2 * 4;
  float scale, minimum;
  group_factors(block, group, &scale, &minimum);
  uint2 codes = *(const uint2*)(block + 16 + group / 2 * 32 + k % 32);
  unsigned int words[2] = {codes.x >> shift, codes.y >> shift};
  UNROLL
  for (int i = 0; i < 8; i++) w[i] = scale * (float)(byte_of(words[i / 4], i % 4) & 15) - minimum;
}

#elif WEIGHT == Q5_K // as Q4_K, with 32 bytes of fifth bits before the nibbles; 16-byte aligned

__device__ inline void load_weights(Bytes row, int k, int columns, bool whole, float w[8]) {
  Bytes block = row + (size_t)(k / 256) * 176;
  int group = k % 256 / 32, shift = group % 2 * 4;
  float scale, minimum;
  group_factors(block, group, &scale, &minimum);
  uint2 codes = *(const uint2*)(block + 48 + group / 2 * 32 + k % 32);
  uint2 fifths = *(const uint2*)(block + 16 + k % 32);
  unsigned int words[2] = {codes.x >> shift, codes.y >> shift};
  unsigned int bits[2] = {fifths.x >> group, fifths.y >> group};
  UNROLL
  for (int i = 0; i < 8; i++) {
    int code = (byte_of(words[i / 4], i % 4) & 15) | (byte_of(bits[i / 4], i % 4) & 1) << 4;
    w[i] = scale * (float)code - minimum;
  }
}

#elif WEIGHT == Q6_K // 128 bytes of low nibbles, 64 of high pairs, 16 signed scales, d

__device__ inline void load_weights(Bytes row, int k, int columns, bool whole, float w[8]) {
  Bytes block = row + (size_t)(k / 256) * 210;
  int half = k % 256 / 128, quarter = k % 128 / 32, lane = k % 32;
  Bytes low = block + half * 64 + quarter % 2 * 32 + lane;
  Bytes high = block + 128 + half * 32 + lane;
  float scale = load_half(block + 208) * (float)(signed char)block[192 + k % 256 / 16];
  unsigned int lows[2] = {load_pair(low) >> quarter / 2 * 4, load_pair(low + 4) >> quarter / 2 * 4};
  unsigned int highs[2] = {load_pair(high) >> quarter * 2, load_pair(high + 4) >> quarter * 2};
  UNROLL
  for (int i = 0; i < 8; i++) {
    int code = (byte_of(lows[i / 4], i % 4) & 15) | (byte_of(highs[i / 4], i % 4) & 3) << 4;
    w[i] = scale * (float)(code - 32);
  }
}

#endif
