// out[i] = x[rows[i]]; with rows null, out[i] = x[i].
//
//   x [any, columns] f32; rows [count]; out [count, columns] f32.
//
// Launch: block 256, grid (count, ceil(columns / 256)).
#include "device.cuh"

extern "C" __global__ void __launch_bounds__(256) gather(
    const float* x, int x_stride, const int* rows, int columns, float* out, int out_stride) {
  int i = blockIdx.y * blockDim.x + threadIdx.x;
  if (i >= columns) return;
  int from = rows ? rows[blockIdx.x] : blockIdx.x;
  out[(size_t)blockIdx.x * out_stride + i] = x[(size_t)from * x_stride + i];
}
