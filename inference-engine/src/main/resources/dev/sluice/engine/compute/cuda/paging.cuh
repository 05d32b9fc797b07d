// Where a position's keys and values lie in the paged cache.
#pragma once
#include "device.cuh"

#define BLOCK_TOKENS 16

// Index of the first value of the position's block and head.
__device__ inline size_t head_start(
    const int* block_table, int position, int head, int kv_heads, int head_dim) {
  size_t block = block_table[position / BLOCK_TOKENS];
  return (block * kv_heads + head) * BLOCK_TOKENS * head_dim;
}
