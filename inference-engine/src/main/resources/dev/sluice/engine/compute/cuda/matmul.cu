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

// Chunks that a warp with one output reads ahead. TQ1_0 takes too many registers for more.
#if WEIGHT == TQ1_0
#define AHEAD 1
#else
#define AHEAD 4
#endif

struct Product {
  const float* x;
  int x_stride;
  Bytes w;
  long long row_bytes;
  int rows, columns, n;
};

// The lane's part of all sums. Rows and tokens beyond the end repeat the last one; their sums are not
// written. Where `whole` is known when compiling, no branch keeps loads from being on their way together.
template <int ROWS, int TOKENS, bool IS_WHOLE>
__device__ inline void add_up(
    const Product& p, int first_row, int first_token, bool whole, float sums[ROWS][TOKENS]) {
#if defined(__CUDACC__)
#pragma unroll(ROWS * TOKENS == 1 && IS_WHOLE ? AHEAD : 1)
#endif
  for (int k = threadIdx.x % WARP * 8; k < p.columns; k += CHUNK) {
    // Two conditions, one with k, so that the compiler does not write the loop twice: it would spill.
    bool is_row_whole = IS_WHOLE || p.columns % 8 == 0;
    bool is_input_whole = IS_WHOLE || (whole && k + 8 <= p.columns);
    float weights[ROWS][8];
    UNROLL
    for (int r = 0; r < ROWS; r++)
      load_weights(
          p.w + min(first_row + r, p.rows - 1) * p.row_bytes, k, p.columns, is_row_whole,
          weights[r]);
    UNROLL
    for (int t = 0; t < TOKENS; t++) {
      float inputs[8];
      load_inputs(
          p.x + (size_t)min(first_token + t, p.n - 1) * p.x_stride, k, p.columns,
          is_input_whole, inputs);
      UNROLL
      for (int r = 0; r < ROWS; r++) {
        UNROLL
        for (int i = 0; i < 8; i++) sums[r][t] = fmaf(weights[r][i], inputs[i], sums[r][t]);
      }
    }
  }
}

template <int ROWS, int TOKENS>
__device__ inline void multiply(const Product& p, float* out, int out_stride) {
  int lane = threadIdx.x % WARP;
  int tiles = (p.n + TOKENS - 1) / TOKENS;
  int first_token = blockIdx.x % tiles * TOKENS;
  int first_row = (blockIdx.x / tiles * WARPS + threadIdx.x / WARP) * ROWS;
  if (first_row >= p.rows) return;
  float sums[ROWS][TOKENS];
  UNROLL
  for (int r = 0; r < ROWS; r++) {
    UNROLL
    for (int t = 0; t < TOKENS; t++) sums[r][t] = 0.0f;
  }
  bool whole = are_whole(p.x, p.x_stride, p.columns);
  if (whole && ROWS * TOKENS <= 8) // a larger tile has no registers for more loads
    add_up<ROWS, TOKENS, true>(p, first_row, first_token, true, sums);
  else
    add_up<ROWS, TOKENS, false>(p, first_row, first_token, whole, sums);
  UNROLL
  for (int r = 0; r < ROWS; r++) {
    UNROLL
    for (int t = 0; t < TOKENS; t++) {
      float sum = warp_sum(sums[r][t]);
      bool is_inside = first_row + r < p.rows && first_token + t < p.n;
      if (is_inside && lane == (r * TOKENS + t) % WARP)
        out[(size_t)(first_token + t) * out_stride + first_row + r] = sum;
    }
  }
}

#define PARAMETERS                                                                                \
  const float *x, int x_stride, const unsigned char *w, long long row_bytes, int rows, int columns, \
      int n, float *out, int out_stride
#define ARGUMENTS Product{x, x_stride, w, row_bytes, rows, columns, n}, out, out_stride

// clang-format off
extern "C" __global__ void __launch_bounds__(128) matmul_1(PARAMETERS) { multiply<1, 1>(ARGUMENTS); }
extern "C" __global__ void __launch_bounds__(128) matmul_2(PARAMETERS) { multiply<1, 2>(ARGUMENTS); }
extern "C" __global__ void __launch_bounds__(128) matmul_4(PARAMETERS) { multiply<2, 4>(ARGUMENTS); }
extern "C" __global__ void __launch_bounds__(128) matmul_8(PARAMETERS) { multiply<4, 8>(ARGUMENTS); }
