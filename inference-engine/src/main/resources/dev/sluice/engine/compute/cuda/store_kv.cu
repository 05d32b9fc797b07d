// Stores the tokens' keys and values at their positions in the paged cache.
//
//   keys, values [n, kv_heads * head_dim] f32; cache: keys [blocks, kv_heads, head_dim, 16], values
//   [blocks, kv_heads, 16, head_dim], f32 or halves. Token t stands at positions[t]; its sequence's block ids start
//   at block_ids[table_starts[t]]. A row at a negative position stands for no token.
//
// Launch: block 64, grid (n, kv_heads).
#include "paging.cuh"

extern "C" __global__ void __launch_bounds__(64) store_kv(const float* keys, int keys_stride,
    const float* values, int values_stride, Cached* key_cache, Cached* value_cache,
    const int* positions, const int* table_starts, const int* block_ids, int kv_heads,
    int head_dim) {
  int token = blockIdx.x, head = blockIdx.y;
  int position = positions[token], slot = position % BLOCK_TOKENS;
  if (position < 0) return;
  size_t start = head_start(block_ids + table_starts[token], position, head, kv_heads, head_dim);
  for (int d = threadIdx.x; d < head_dim; d += blockDim.x) {
    key_cache[start + d * BLOCK_TOKENS + slot] =
        to_cache(keys[(size_t)token * keys_stride + head * head_dim + d]);
    value_cache[start + slot * head_dim + d] =
        to_cache(values[(size_t)token * values_stride + head * head_dim + d]);
  }
}
