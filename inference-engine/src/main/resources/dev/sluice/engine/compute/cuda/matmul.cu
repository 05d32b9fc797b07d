// out[t, r] = sum_k x[t, k] * w[r, k]
//
//   x [n, columns] f32, rows x_stride floats apart; w [rows, columns] of type WEIGHT, rows row_bytes
//   apart; out [n, rows] f32.
//
// A warp computes ROWS x TOKENS outputs. Lane l sums k = 256 c + 8 l .. + 7 for c = 0, 1, ... in one
// chain of fused multiply-adds per output, then the lanes' sums meet in a fixed tree. This order does
// not depend on n or on the tile, so a token has the same bits in a prompt, alone or in any batch. A
// dequantised weight is used for all TOKENS of the tile.
//
// Launch: block 128 (4 warps, one below another), grid (ceil(n / TOKENS) * ceil(rows / (4 ROWS))); the
// tiles of tokens of the same rows run side by side and share the weights in the L2 cache.
#include "inputs.cuh"
#include "weights.cuh"

#define WARPS 4
#define CHUNK (8 * WARP)

template <int ROWS, int TOKENS>
__device__ inline void multiply(const float* x, int x_stride, Bytes w, long long row_bytes, int rows,
    int columns, int n, float* out, int out_stride) {
  int lane = threadIdx.x % WARP;
  int tiles = (n + TOKENS - 1) / TOKENS;
  int first_token = blockIdx.x % tiles * TOKENS;
  int first_row = (blockIdx.x / tiles * WARPS + threadIdx.x / WARP) * ROWS;
  if (first_row >= rows) return;
  bool aligned = ((size_t)x & 15) == 0 && x_stride % 4 == 0;
  float sums[ROWS][TOKENS];
  UNROLL
  for (int r = 0; r < ROWS; r++) {
    UNROLL
    for (int t = 0; t < TOKENS; t++) sums[r][t] = 0.0f;
  }
  // Rows and tokens beyond the end repeat the last one; their sums are not written.
#if defined(__CUDACC__)
#pragma unroll(ROWS * TOKENS == 1 ? 4 : 1)
#endif
  for (int k = lane * 8; k < columns; k += CHUNK) {
    float weights[ROWS][8];
    UNROLL
    for (int r = 0; r < ROWS; r++)
      load_weights(w + min(first_row + r, rows - 1) * row_bytes, k, columns, weights[r]);
    UNROLL
    for (int t = 0; t < TOKENS; t++) {
      float inputs[8];
      load_inputs(x + (size_t)min(first_token + t, n - 1) * x_stride, k, columns, aligned, inputs);
      UNROLL
      for (int r = 0; r < ROWS; r++) {
        UNROLL
        for (int i = 0; i < 8; i++) sums[r][t] = fmaf(weights[r][i], inputs[i], sums[r][t]);
      }
    }
  }
  UNROLL
  for (int r = 0; r < ROWS; r++) {
    UNROLL
    for (int t = 0; t < TOKENS; t++) {
      float sum = warp_sum(sums[r][t]);
      bool is_inside = first_row + r < rows && first_token + t < n;
      if (is_inside && lane == (r * TOKENS + t) % WARP)
        out[(size_t)(first_token + t) * out_stride + first_row + r] = sum;
    }
  }
}

#define PARAMETERS                                                                                \
  const float *x, int x_stride, const unsigned char *w, long long row_bytes, int rows, int columns, \
      int n, float *out, int out_stride
#define ARGUMENTS x, x_stride, w, row_bytes, rows, columns, n, out, out_stride

// clang-format off
extern "C" __global__ void __launch_bounds__(128) matmul_1(PARAMETERS) { multiply<1, 1>(ARGUMENTS); }
extern "C" __global__ void __launch_bounds__(128) matmul_2(PARAMETERS) { multiply<1, 2>(ARGUMENTS); }
extern "C" __global__ void __launch_bounds__(128) matmul_4(PARAMETERS) { multiply<2, 4>(ARGUMENTS); }
extern "C" __global__ void __launch_bounds__(128) matmul_8(PARAMETERS) { multiply<4, 8>(ARGUMENTS); }
