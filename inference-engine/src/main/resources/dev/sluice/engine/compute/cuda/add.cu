// x[t, i] += y[t, i]
//
//   x [n, columns] f32, in place; y [n, columns] f32. With y_stride 0 every row gets the same y: a bias.
//
// Launch: block 256, grid (n, ceil(columns / 256)).
#include "device.cuh"

extern "C" __global__ void __launch_bounds__(256) add(
    float* x, int x_stride, const float* y, int y_stride, int columns) {
  int i = blockIdx.y * blockDim.x + threadIdx.x;
  if (i >= columns) return;
  x[(size_t)blockIdx.x * x_stride + i] += y[(size_t)blockIdx.x * y_stride + i];
}
