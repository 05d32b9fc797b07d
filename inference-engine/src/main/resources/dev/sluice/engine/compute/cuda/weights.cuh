// Eight consecutive values of a stored weight row. WEIGHT names the element type; layouts are ggml's
// (ggml-common.h), formulas those of dequantize_row_* (ggml-quants.c) in the same order of float
// operations, so that values are bit-equal to the host's.
//
// load_weights(row, k, columns, w): w[i] = value k + i of the row at `row`, 0 beyond `columns`; k is a
// multiple of 8. Rows of block types are whole blocks, so eight values never straddle two.
#pragma once
#include "device.cuh"

#define F32 0
#define F16 1
#define Q4_0 2
#define Q4_1 3
#define Q8_0 8
#define Q4_K 12
#define Q6_K 14
#define BF16 30

typedef const unsigned char* Bytes;

// Blocks are 2-byte aligned only.
__device__ inline unsigned int load_short(Bytes at) { return *(const unsigned short*)at; }

__device__ inline unsigned int load_pair(Bytes at) { return load_short(at) | load_short(at + 2) << 16; }

__device__ inline int byte_of(unsigned int word, int i) { return word >> i * 8 & 255; }

__device__ inline int signed_byte_of(unsigned int word, int i) { return (signed char)(word >> i * 8); }

#if WEIGHT == F32

__device__ inline void load_weights(Bytes row, int k, int columns, float w[8]) {
  const float* values = (const float*)row + k;
  if (columns % 4 == 0 && k + 8 <= columns) {
    float4 low = *(const float4*)values, high = *(const float4*)(values + 4);
    w[0] = low.x, w[1] = low.y, w[2] = low.z, w[3] = low.w;
    w[4] = high.x, w[5] = high.y, w[6] = high.z, w[7] = high.w;
  } else {
    UNROLL
    for (int i = 0; i < 8; i++) w[i] = k + i < columns ? values[i] : 0.0f;
  }
}

#elif WEIGHT == F16 || WEIGHT == BF16

__device__ inline float widen(unsigned short bits) {
#if WEIGHT == F16
  return half_to_float(bits);
#else
  return bfloat16_to_float(bits);
#endif
}

__device__ inline void load_weights(Bytes row, int k, int columns, float w[8]) {
  const unsigned short* values = (const unsigned short*)row + k;
  if (columns % 8 == 0) {
    uint4 words = *(const uint4*)values;
    unsigned int parts[4] = {words.x, words.y, words.z, words.w};
    UNROLL
    for (int i = 0; i < 8; i++) w[i] = widen((unsigned short)(parts[i / 2] >> i % 2 * 16));
  } else {
    UNROLL
    for (int i = 0; i < 8; i++) w[i] = k + i < columns ? widen(values[i]) : 0.0f;
  }
}

#elif WEIGHT == Q8_0 // 32 values: scale d (half), 32 signed bytes; d * q

__device__ inline void load_weights(Bytes row, int k, int columns, float w[8]) {
  Bytes block = row + (size_t)(k / 32) * 34;
  float d = half_to_float((unsigned short)load_short(block));
  Bytes codes = block + 2 + k % 32;
  unsigned int words[2] = {load_pair(codes), load_pair(codes + 4)};
  UNROLL
  for (int i = 0; i < 8; i++) w[i] = (float)signed_byte_of(words[i / 4], i % 4) * d;
}

#elif WEIGHT == Q4_0 || WEIGHT == Q4_1 // 32 values: d, (m,) 16 bytes; low nibbles first, then high

__device__ inline void load_weights(Bytes row, int k, int columns, float w[8]) {
  const int head = WEIGHT == Q4_0 ? 2 : 4;
  Bytes block = row + (size_t)(k / 32) * (head + 16);
  float d = half_to_float((unsigned short)load_short(block));
  Bytes codes = block + head + k % 16;
  int shift = k % 32 / 16 * 4;
  unsigned int words[2] = {load_pair(codes) >> shift, load_pair(codes + 4) >> shift};
#if WEIGHT == Q4_1
  float m = half_to_float((unsigned short)load_short(block + 2));
#endif
  UNROLL
  for (int i = 0; i < 8; i++) {
    int code = byte_of(words[i / 4], i % 4) & 15;
#if WEIGHT == Q4_0
    w[i] = (float)(code - 8) * d;
#else
    w[i] = (float)code * d + m;
#endif
  }
}

#elif WEIGHT == Q4_K // 256 values: d, dmin, 12 bytes of 6-bit scales and minima, 128 bytes of nibbles

__device__ inline void load_weights(Bytes row, int k, int columns, float w[8]) {
  Bytes block = row + (size_t)(k / 256) * 144; // 16-byte aligned
  int sub = k % 256 / 32;
  unsigned int factors = *(const unsigned int*)block;
  Bytes packed = block + 4;
  int scale, minimum;
  if (sub < 4) {
    scale = packed[sub] & 63;
    minimum = packed[sub + 4] & 63;
  } else {
    scale = (packed[sub + 4] & 15) | packed[sub - 4] >> 6 << 4;
    minimum = packed[sub + 4] >> 4 | packed[sub] >> 6 << 4;
  }
  float d = half_to_float((unsigned short)factors) * (float)scale;
  float m = half_to_float((unsigned short)(factors >> 16)) * (float)minimum;
  uint2 codes = *(const uint2*)(block + 16 + sub / 2 * 32 + k % 32);
  unsigned int words[2] = {codes.x >> sub % 2 * 4, codes.y >> sub % 2 * 4};
  UNROLL
  for (int i = 0; i < 8; i++) w[i] = d * (float)(byte_of(words[i / 4], i % 4) & 15) - m;
}

#elif WEIGHT == Q6_K // 256 values: 128 bytes of low nibbles, 64 of high pairs, 16 scales, d

__device__ inline void load_weights(Bytes row, int k, int columns, float w[8]) {
  Bytes block = row + (size_t)(k / 256) * 210;
  int half = k % 256 / 128, quarter = k % 128 / 32, lane = k % 32;
  Bytes low = block + half * 64 + quarter % 2 * 32 + lane;
  Bytes high = block + 128 + half * 32 + lane;
  float scale = half_to_float((unsigned short)load_short(block + 208))
      * (float)(signed char)block[192 + k % 256 / 16];
  unsigned int lows[2] = {load_pair(low) >> quarter / 2 * 4, load_pair(low + 4) >> quarter / 2 * 4};
  unsigned int highs[2] = {load_pair(high) >> quarter * 2, load_pair(high + 4) >> quarter * 2};
  UNROLL
  for (int i = 0; i < 8; i++) {
    int code = (byte_of(lows[i / 4], i % 4) & 15) | (byte_of(highs[i / 4], i % 4) & 3) << 4;
    w[i] = scale * (float)(code - 32);
  }
}

#else
#error "WEIGHT names no element type that kernels read"
#endif
