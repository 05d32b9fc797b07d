// out[t, r] = sum_k x[t, k] * w[r, k] on the tensor cores: weights and activations are rounded to halves,
// sums are f32. Faster for prompts than matmul.cu, less exact, and with other bits: an option.
//
//   Shapes as in matmul.cu.
//
// A warp computes 16 rows x 64 tokens, as 8 products [16, 16] x [16, 8] per 16 columns. 32 columns at a
// time are dequantised into shared memory; a row there has 16 pairs of halves and 4 words of padding,
// which spreads a fragment's 32 words over all banks.
//
// Launch: block 128 (4 warps, one below another), grid (ceil(n / 64) * ceil(rows / 64)).
#include "inputs.cuh"
#include "weights.cuh"

#define WARPS 4
#define THREADS (WARPS * WARP)
#define TILE_ROWS 16
#define TILE_TOKENS 64
#define DEPTH 32
#define STRIDE (DEPTH / 2 + 4)

__device__ inline void pack(const float values[8], unsigned int* words) {
  UNROLL
  for (int i = 0; i < 4; i++)
    words[i] = float_to_half(values[2 * i]) | (unsigned int)float_to_half(values[2 * i + 1]) << 16;
}

extern "C" __global__ void __launch_bounds__(128) matmul_tensor(const float* x, int x_stride,
    const unsigned char* w, long long row_bytes, int rows, int columns, int n, float* out,
    int out_stride) {
  __shared__ unsigned int weights[WARPS * TILE_ROWS * STRIDE];
  __shared__ unsigned int inputs[TILE_TOKENS * STRIDE];
  int lane = threadIdx.x % WARP, warp = threadIdx.x / WARP;
  int tiles = (n + TILE_TOKENS - 1) / TILE_TOKENS;
  int first_row = blockIdx.x / tiles * WARPS * TILE_ROWS;
  int first_token = blockIdx.x % tiles * TILE_TOKENS;
  bool whole = are_whole(x, x_stride, columns);
  float sums[TILE_TOKENS / 8][4];
  UNROLL
  for (int t = 0; t < TILE_TOKENS / 8; t++) {
    UNROLL
    for (int i = 0; i < 4; i++) sums[t][i] = 0.0f;
  }
  for (int k = 0; k < columns; k += DEPTH) {
    __syncthreads(); // the last step's fragments are read
    NO_UNROLL
    for (int i = threadIdx.x; i < TILE_TOKENS * DEPTH / 8; i += THREADS) {
      // Rows and tokens beyond the end repeat the last one; their sums are not written.
      int line = i / (DEPTH / 8), part = i % (DEPTH / 8);
      float values[8] = {0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f};
      bool is_inside = k + part * 8 < columns;
      if (is_inside)
        load_inputs(x + (size_t)min(first_token + line, n - 1) * x_stride, k + part * 8, columns,
            whole, values);
      pack(values, inputs + line * STRIDE + part * 4);
      if (is_inside)
        load_weights(
            w + min(first_row + line, rows - 1) * row_bytes, k + part * 8, columns, whole, values);
      pack(values, weights + line * STRIDE + part * 4);
    }
    __syncthreads();
    UNROLL
    for (int step = 0; step < DEPTH / 16; step++) {
      const unsigned int* from =
          weights + (warp * TILE_ROWS + lane / 4) * STRIDE + step * 8 + lane % 4;
      unsigned int a[4] = {from[0], from[8 * STRIDE], from[4], from[8 * STRIDE + 4]};
      UNROLL
      for (int t = 0; t < TILE_TOKENS / 8; t++) {
        const unsigned int* column = inputs + (t * 8 + lane / 4) * STRIDE + step * 8 + lane % 4;
        unsigned int b[2] = {column[0], column[4]};
        tensor_multiply(sums[t], a, b);
      }
    }
  }
  UNROLL
  for (int t = 0; t < TILE_TOKENS / 8; t++) {
    UNROLL
    for (int i = 0; i < 4; i++) {
      int row = first_row + warp * TILE_ROWS + lane / 4 + i / 2 * 8;
      int token = first_token + t * 8 + lane % 4 * 2 + i % 2;
      if (row < rows && token < n) out[(size_t)token * out_stride + row] = sums[t][i];
    }
  }
}
