// Eight consecutive values of a stored weight row. WEIGHT names the element type; layouts are ggml's
// (ggml-common.h), formulas those of dequantize_row_* (ggml-quants.c) in the same order of float
// operations, so that values are bit-equal to the host's.
//
// load_weights(row, k, columns, whole, w): w[i] = value k + i of the row at `row`, 0 beyond `columns`; k is
// a multiple of 8, and `whole` says that columns is one too. Rows of block types are whole blocks, so eight
// values never straddle two.
#pragma once
#include "weight_types.cuh"

#if WEIGHT == F32

__device__ inline void load_weights(Bytes row, int k, int columns, bool whole, float w[8]) {
  const float* values = (const float*)row + k;
  if (whole) {
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

__device__ inline void load_weights(Bytes row, int k, int columns, bool whole, float w[8]) {
  const unsigned short* values = (const unsigned short*)row + k;
  if (whole) {
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

__device__ inline void load_weights(Bytes row, int k, int columns, bool whole, float w[8]) {
  Bytes block = row + (size_t)(k / 32) * 34;
  float d = load_half(block);
  Bytes codes = block + 2 + k % 32;
  unsigned int words[2] = {load_pair(codes), load_pair(codes + 4)};
  UNROLL
  for (int i = 0; i < 8; i++) w[i] = (float)signed_byte_of(words[i / 4], i % 4) * d;
}

#elif WEIGHT == Q4_0 || WEIGHT == Q4_1 // 32 values: d, (m,) 16 bytes; low nibbles first, then high

__device__ inline void load_weights(Bytes row, int k, int columns, bool whole, float w[8]) {
  const int head = WEIGHT == Q4_0 ? 2 : 4;
  Bytes block = row + (size_t)(k / 32) * (head + 16);
  float d = load_half(block);
  Bytes codes = block + head + k % 16;
  int shift = k % 32 / 16 * 4;
  unsigned int words[2] = {load_pair(codes) >> shift, load_pair(codes + 4) >> shift};
#if WEIGHT == Q4_1
  float m = load_half(block + 2);
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

#elif WEIGHT == Q5_0 || WEIGHT == Q5_1 // as Q4, with 32 fifth bits before the nibbles

__device__ inline void load_weights(Bytes row, int k, int columns, bool whole, float w[8]) {
  const int head = WEIGHT == Q5_0 ? 2 : 4;
  Bytes block = row + (size_t)(k / 32) * (head + 20);
  float d = load_half(block);
  unsigned int fifths = load_pair(block + head) >> k % 32;
  Bytes codes = block + head + 4 + k % 16;
  int shift = k % 32 / 16 * 4;
  unsigned int words[2] = {load_pair(codes) >> shift, load_pair(codes + 4) >> shift};
#if WEIGHT == Q5_1
  float m = load_half(block + 2);
#endif
  UNROLL
  for (int i = 0; i < 8; i++) {
    int code = (byte_of(words[i / 4], i % 4) & 15) | (fifths >> i & 1) << 4;
#if WEIGHT == Q5_0
    w[i] = d * (float)(code - 16);
#else
    w[i] = d * (float)code + m;
#endif
  }
}

#elif WEIGHT == Q2_K || WEIGHT == Q3_K || WEIGHT == Q4_K || WEIGHT == Q5_K || WEIGHT == Q6_K
#include "weights_k.cuh"
#elif WEIGHT == IQ4_NL || WEIGHT == IQ4_XS || WEIGHT == MXFP4 || WEIGHT == NVFP4
#include "weights_table.cuh"
#elif WEIGHT == TQ1_0 || WEIGHT == TQ2_0
#include "weights_ternary.cuh"
#elif WEIGHT == IQ1_S || WEIGHT == IQ1_M || WEIGHT == IQ2_XXS || WEIGHT == IQ2_XS || WEIGHT == IQ2_S \
    || WEIGHT == IQ3_XXS || WEIGHT == IQ3_S
#include "weights_lattice.cuh"
#else
#error "WEIGHT names no element type that kernels read"
#endif
