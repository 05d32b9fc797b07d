// x[t, i] *= factor
//
//   x [n, columns] f32, in place.
//
// Launch: block 256, grid (n, ceil(columns / 256)).
#include "device.cuh"

extern "C" __global__ void __launch_bounds__(256) scale(
    float* x, int x_stride, int columns, float factor) {
  int i = blockIdx.y * blockDim.x + threadIdx.x;
  if (i >= columns) return;
  x[(size_t)blockIdx.x * x_stride + i] *= factor;
}
