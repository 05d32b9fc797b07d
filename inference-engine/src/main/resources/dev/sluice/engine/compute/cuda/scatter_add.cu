// out[rows[i]] += factors[i] * x[i] for i = 0, 1, ..., product and sum each rounded.
//
//   x [count, columns] f32; rows, factors [count]; out [any, columns] f32. A row may come more than
//   once, so a thread walks down one column in order.
//
// Launch: block 64, grid (ceil(columns / 64)).
#include "device.cuh"

extern "C" __global__ void __launch_bounds__(64) scatter_add(const float* x, int x_stride,
    const int* rows, const float* factors, int count, int columns, float* out, int out_stride) {
  int column = blockIdx.x * blockDim.x + threadIdx.x;
  if (column >= columns) return;
  for (int i = 0; i < count; i++) {
    float* target = out + (size_t)rows[i] * out_stride + column;
    *target = *target + factors[i] * x[(size_t)i * x_stride + column];
  }
}
