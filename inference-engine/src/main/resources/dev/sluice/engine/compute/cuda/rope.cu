// Rotates pairs of each head's first 2 * half components: (a, b) -> (a cos - b sin, b cos + a sin)
// (RoFormer, arXiv 2104.09864, eq. 34).
//
//   x [n, heads * head_dim] f32, in place; angles [n, 2 * half]: cosines, then sines. Pairs are
//   neighbours (2i, 2i+1) when interleaved, otherwise (i, i + half).
//
// Launch: block 128, grid (n, ceil(heads * half / 128)); a thread turns one pair.
#include "device.cuh"

extern "C" __global__ void __launch_bounds__(128) rope(float* x, int x_stride, const float* angles,
    int angles_stride, int heads, int head_dim, int half, int interleaved) {
  int pair = blockIdx.y * blockDim.x + threadIdx.x;
  if (pair >= heads * half) return;
  int i = pair % half;
  float* head = x + (size_t)blockIdx.x * x_stride + pair / half * head_dim;
  int first = interleaved ? 2 * i : i;
  int second = first + (interleaved ? 1 : half);
  const float* turn = angles + (size_t)blockIdx.x * angles_stride;
  float cosine = turn[i], sine = turn[half + i];
  float a = head[first], b = head[second];
  head[first] = a * cosine - b * sine;
  head[second] = b * cosine + a * sine;
}
