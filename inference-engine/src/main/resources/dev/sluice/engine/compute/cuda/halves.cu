// out[t, i] = x[t, i] rounded to the nearest binary16, or bfloat16 where `brain` is 1: inputs of products
// that a library computes with half weights.
//
//   x [n, columns] f32; out [n, columns] of 16 bits, packed.
//
// Launch: block 256, grid (n, ceil(columns / 256)).
#include "device.cuh"

extern "C" __global__ void __launch_bounds__(256) halves(
    const float* x, int x_stride, int columns, int brain, unsigned short* out) {
  int i = blockIdx.y * blockDim.x + threadIdx.x;
  if (i >= columns) return;
  float value = x[(size_t)blockIdx.x * x_stride + i];
  unsigned int top = float_to_bits(round_to_bfloat16(value)) >> 16;
  out[(size_t)blockIdx.x * columns + i] = brain ? (unsigned short)top : float_to_half(value);
}
