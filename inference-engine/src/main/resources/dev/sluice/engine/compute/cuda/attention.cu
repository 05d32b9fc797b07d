// Causal attention of each token over its sequence's cached positions up to its own (arXiv 1706.03762,
// eq. 1), heads in groups per key/value head (arXiv 2305.13245):
//
//   score[p] = (q . k[p] + bias[p]) * scale, capped;  out = sum_p softmax(score)[p] * v[p]
//
//   q, out [n, heads * head_dim] f32; paged keys and values as in store_kv.cu. window: a token sees
//   itself and window - 1 tokens before it, 0 all; a row at a negative position sees nothing and gives NaN. slopes [heads] of ALiBi or null. softcap 0 is off.
//
// Positions are summed in spans of SPAN, each by itself: its largest score, the sum of its weights and
// the weighted sum of its values; then spans are merged in ascending order. So a query's arithmetic
// depends on its own position alone, and one kernel may do all spans (attention) or many blocks one
// span each (attention_split, then attention_merge) with the same bits.
//
// A block computes a tile of up to ROWS queries that share keys and values: `tile_heads` heads of a
// group times consecutive tokens of one sequence; tiles[2 i] is tile i's first token, tiles[2 i + 1]
// how many. COLUMNS is ceil(head_dim / 32): a lane sums that many components of the values.
//
// Launch: block 128; shared floats ROWS * (2 * head_dim + SPAN) + WARPS * ROWS * head_dim;
// grid (tiles, kv_heads * ceil(group / tile_heads)), and one more dimension of spans for the split.
// attention_merge: block 128, grid (n, heads).
#include "paging.cuh"

#define THREADS 128
#define WARPS (THREADS / WARP)
#define SPAN 256
#define ROWS 4

struct Tile {
  const int* block_table;
  int kv_head;
  int rows;
  int token[ROWS];
  int head[ROWS];
  int first[ROWS]; // first and last position that the row sees
  int last[ROWS];
};

__device__ inline Tile tile_of_block(const int* tiles, const int* positions, const int* table_starts,
    const int* block_ids, int heads, int kv_heads, int tile_heads, int window) {
  int group = heads / kv_heads;
  int parts = (group + tile_heads - 1) / tile_heads;
  int first_token = tiles[2 * blockIdx.x], tokens = tiles[2 * blockIdx.x + 1];
  int first_head = blockIdx.y % parts * tile_heads;
  int width = min(tile_heads, group - first_head);
  Tile tile;
  tile.block_table = block_ids + table_starts[first_token];
  tile.kv_head = blockIdx.y / parts;
  tile.rows = width * tokens;
  UNROLL
  for (int r = 0; r < ROWS; r++) {
    int row = min(r, tile.rows - 1);
    tile.token[r] = first_token + row / width;
    tile.head[r] = tile.kv_head * group + first_head + row % width;
    tile.last[r] = positions[tile.token[r]];
    tile.first[r] = window == 0 ? 0 : max(0, tile.last[r] - window + 1);
  }
  return tile;
}

struct Scoring {
  const float* slopes;
  float scale;
  float softcap;
};

// ALiBi in the arithmetic of Falcon-RW: position and product are rounded to bfloat16.
__device__ inline float final_score(float dot, int head, int position, Scoring scoring) {
  float bias = scoring.slopes
      ? round_to_bfloat16(scoring.slopes[head] * round_to_bfloat16((float)position))
      : 0.0f;
  float score = (dot + bias) * scoring.scale;
  return scoring.softcap == 0.0f ? score : scoring.softcap * tanhf(score / scoring.softcap);
}

__device__ inline void load_queries(
    const Tile& tile, const float* q, int q_stride, int head_dim, float* queries) {
  UNROLL
  for (int r = 0; r < ROWS; r++) {
    const float* from = q + (size_t)tile.token[r] * q_stride + tile.head[r] * head_dim;
    for (int d = threadIdx.x; d < head_dim; d += THREADS) queries[r * head_dim + d] = from[d];
  }
  __syncthreads();
}

// Scores of the span's positions into weights[ROWS][SPAN]; minus infinity where a row sees nothing.
__device__ inline void score_span(const Tile& tile, int span, const Cached* keys, int kv_heads,
    int head_dim, Scoring scoring, const float* queries, float* weights) {
  int lowest = tile.first[0], highest = tile.last[ROWS - 1];
  for (int i = threadIdx.x; i < SPAN; i += THREADS) {
    int position = span * SPAN + i;
    float dots[ROWS] = {0.0f, 0.0f, 0.0f, 0.0f};
    if (position >= lowest && position <= highest) {
      const Cached* key = keys
          + head_start(tile.block_table, position, tile.kv_head, kv_heads, head_dim)
          + position % BLOCK_TOKENS;
#if defined(__CUDACC__)
#pragma unroll 4
#endif
      for (int d = 0; d < head_dim; d++) {
        float component = from_cache(key[d * BLOCK_TOKENS]);
        UNROLL
        for (int r = 0; r < ROWS; r++) dots[r] = fmaf(queries[r * head_dim + d], component, dots[r]);
      }
    }
    UNROLL
    for (int r = 0; r < ROWS; r++) {
      bool sees = position >= tile.first[r] && position <= tile.last[r];
      weights[r * SPAN + i] =
          sees ? final_score(dots[r], tile.head[r], position, scoring) : MINUS_INFINITY;
    }
  }
}

// Turns one row's scores into weights e^(score - largest); gives the largest score and their sum. Its
// barriers come after the weights are written, so other threads may read them afterwards.
__device__ inline void weigh_span(float* weights, float* scratch, float* largest, float* sum) {
  float most = MINUS_INFINITY;
  for (int i = threadIdx.x; i < SPAN; i += THREADS) most = fmaxf(most, weights[i]);
  most = block_max(most, scratch);
  float own = 0.0f;
  for (int i = threadIdx.x; i < SPAN; i += THREADS) {
    float score = weights[i];
    float weight = score == MINUS_INFINITY ? 0.0f : expf(score - most);
    weights[i] = weight;
    own += weight;
  }
  *sum = block_sum(own, scratch);
  *largest = most;
}

// Weighted sums of the span's values into sums[WARPS][ROWS][head_dim]: warp w takes every WARPS-th
// position. Weights of zero skip, because unused slots of a block hold anything.
__device__ inline void sum_values(const Tile& tile, int span, const Cached* values, int kv_heads,
    int head_dim, const float* weights, float* sums) {
  int lane = threadIdx.x % WARP, warp = threadIdx.x / WARP;
  float own[ROWS][COLUMNS];
  UNROLL
  for (int r = 0; r < ROWS; r++) {
    UNROLL
    for (int c = 0; c < COLUMNS; c++) own[r][c] = 0.0f;
  }
  int from = max(tile.first[0] - span * SPAN, 0);
  int to = min(tile.last[ROWS - 1] + 1 - span * SPAN, SPAN);
  for (int i = from + (warp - from % WARPS + WARPS) % WARPS; i < to; i += WARPS) {
    int position = span * SPAN + i;
    const Cached* value = values
        + head_start(tile.block_table, position, tile.kv_head, kv_heads, head_dim)
        + position % BLOCK_TOKENS * head_dim;
    UNROLL
    for (int c = 0; c < COLUMNS; c++) {
      int d = c * WARP + lane;
      float component = d < head_dim ? from_cache(value[d]) : 0.0f;
      UNROLL
      for (int r = 0; r < ROWS; r++) {
        float weight = weights[r * SPAN + i];
        own[r][c] = weight == 0.0f ? own[r][c] : fmaf(weight, component, own[r][c]);
      }
    }
  }
  UNROLL
  for (int r = 0; r < ROWS; r++) {
    UNROLL
    for (int c = 0; c < COLUMNS; c++) {
      int d = c * WARP + lane;
      if (d < head_dim) sums[(warp * ROWS + r) * head_dim + d] = own[r][c];
    }
  }
}

__device__ inline float over_warps(const float* sums, int row, int d, int head_dim) {
  float sum = 0.0f;
  for (int warp = 0; warp < WARPS; warp++) sum += sums[(warp * ROWS + row) * head_dim + d];
  return sum;
}

// How much what was summed so far, and the next span, count relative to the larger of both scores.
__device__ inline float counts(float largest, float larger) {
  return largest == MINUS_INFINITY ? 0.0f : expf(largest - larger);
}

#define PARAMETERS                                                                                 \
  const float *q, int q_stride, const Cached *keys, const Cached *values, const int *tiles,       \
      const int *positions, const int *table_starts, const int *block_ids, const float *slopes,   \
      int heads, int kv_heads, int head_dim, int tile_heads, float scale, int window, float softcap

extern "C" __global__ void __launch_bounds__(128, 4) attention(PARAMETERS, float* out, int out_stride) {
  DYNAMIC_SHARED(float, shared);
  __shared__ float scratch[WARP];
  float* queries = shared;
  float* weights = queries + ROWS * head_dim;
  float* totals = weights + ROWS * SPAN;
  float* sums = totals + ROWS * head_dim;
  Tile tile = tile_of_block(
      tiles, positions, table_starts, block_ids, heads, kv_heads, tile_heads, window);
  Scoring scoring = {slopes, scale, softcap};
  load_queries(tile, q, q_stride, head_dim, queries);
  float largest[ROWS], total[ROWS];
  UNROLL
  for (int r = 0; r < ROWS; r++) {
    largest[r] = MINUS_INFINITY;
    total[r] = 0.0f;
  }
  for (int i = threadIdx.x; i < ROWS * head_dim; i += THREADS) totals[i] = 0.0f;
  for (int span = tile.first[0] / SPAN; span <= tile.last[ROWS - 1] / SPAN; span++) {
    score_span(tile, span, keys, kv_heads, head_dim, scoring, queries, weights);
    float old[ROWS], fresh[ROWS];
    UNROLL
    for (int r = 0; r < ROWS; r++) {
      float most, sum;
      weigh_span(weights + r * SPAN, scratch, &most, &sum);
      float larger = fmaxf(largest[r], most);
      old[r] = counts(largest[r], larger);
      fresh[r] = counts(most, larger);
      total[r] = total[r] * old[r] + sum * fresh[r];
      largest[r] = larger;
    }
    sum_values(tile, span, values, kv_heads, head_dim, weights, sums);
    __syncthreads();
    UNROLL
    for (int r = 0; r < ROWS; r++) {
      for (int d = threadIdx.x; d < head_dim; d += THREADS) {
        float sum = over_warps(sums, r, d, head_dim);
        totals[r * head_dim + d] = totals[r * head_dim + d] * old[r] + sum * fresh[r];
      }
    }
  }
  UNROLL
  for (int r = 0; r < ROWS; r++) {
    if (r >= tile.rows) break;
    float* to = out + (size_t)tile.token[r] * out_stride + tile.head[r] * head_dim;
    for (int d = threadIdx.x; d < head_dim; d += THREADS) to[d] = totals[r * head_dim + d] / total[r];
  }
}

// One span of each tile; partial [n, heads, spans, head_dim + 2]: sums, their weights' sum, the largest
// score (minus infinity where the row sees nothing of the span).
extern "C" __global__ void __launch_bounds__(128, 4) attention_split(
    PARAMETERS, float* partial, int spans) {
  DYNAMIC_SHARED(float, shared);
  __shared__ float scratch[WARP];
  float* queries = shared;
  float* weights = queries + ROWS * head_dim;
  float* sums = weights + ROWS * SPAN;
  int span = blockIdx.z;
  Tile tile = tile_of_block(
      tiles, positions, table_starts, block_ids, heads, kv_heads, tile_heads, window);
  Scoring scoring = {slopes, scale, softcap};
  float largest[ROWS], total[ROWS];
  bool is_seen = span >= tile.first[0] / SPAN && span <= tile.last[ROWS - 1] / SPAN;
  if (is_seen) {
    load_queries(tile, q, q_stride, head_dim, queries);
    score_span(tile, span, keys, kv_heads, head_dim, scoring, queries, weights);
    UNROLL
    for (int r = 0; r < ROWS; r++)
      weigh_span(weights + r * SPAN, scratch, &largest[r], &total[r]);
    sum_values(tile, span, values, kv_heads, head_dim, weights, sums);
    __syncthreads();
  }
  UNROLL
  for (int r = 0; r < ROWS; r++) {
    if (r >= tile.rows) break;
    size_t row = (size_t)tile.token[r] * heads + tile.head[r];
    float* to = partial + (row * spans + span) * (head_dim + 2);
    if (is_seen) {
      for (int d = threadIdx.x; d < head_dim; d += THREADS) to[d] = over_warps(sums, r, d, head_dim);
    }
    if (threadIdx.x == 0) {
      to[head_dim] = is_seen ? total[r] : 0.0f;
      to[head_dim + 1] = is_seen ? largest[r] : MINUS_INFINITY;
    }
  }
}

extern "C" __global__ void __launch_bounds__(128) attention_merge(
    const float* partial, int spans, int heads, int head_dim, float* out, int out_stride) {
  size_t row = (size_t)blockIdx.x * heads + blockIdx.y;
  const float* from = partial + row * spans * (head_dim + 2);
  for (int d = threadIdx.x; d < head_dim; d += THREADS) {
    float largest = MINUS_INFINITY, total = 0.0f, value = 0.0f;
    for (int span = 0; span < spans; span++) {
      const float* part = from + (size_t)span * (head_dim + 2);
      float most = part[head_dim + 1];
      if (most == MINUS_INFINITY) continue;
      float larger = fmaxf(largest, most);
      float old = counts(largest, larger), fresh = counts(most, larger);
      value = value * old + part[d] * fresh;
      total = total * old + part[head_dim] * fresh;
      largest = larger;
    }
    out[(size_t)blockIdx.x * out_stride + blockIdx.y * head_dim + d] = value / total;
  }
}
