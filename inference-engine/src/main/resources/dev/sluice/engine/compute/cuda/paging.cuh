// Where a position's keys and values lie in the paged cache, and how: as floats, or with KV_HALVES as
// binary16, which halves their memory and rounds them.
#pragma once
#include "device.cuh"

#define BLOCK_TOKENS 16

#if defined(KV_HALVES)
typedef unsigned short Cached;

__device__ inline float from_cache(Cached value) { return half_to_float(value); }

// What is beyond the largest half becomes that: infinity in a cache would make attention NaN.
__device__ inline Cached to_cache(float value) {
  unsigned short bits = float_to_half(value);
  return (bits & 0x7fff) == 0x7c00 ? bits - 1 : bits;
}
#else
typedef float Cached;

__device__ inline float from_cache(Cached value) { return value; }

__device__ inline Cached to_cache(float value) { return value; }
#endif

// Index of the first value of the position's block and head.
__device__ inline size_t head_start(
    const int* block_table, int position, int head, int kv_heads, int head_dim) {
  size_t block = block_table[position / BLOCK_TOKENS];
  return (block * kv_heads + head) * BLOCK_TOKENS * head_dim;
}
