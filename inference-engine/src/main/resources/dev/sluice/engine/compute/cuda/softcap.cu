// x[t, i] = cap * tanh(x[t, i] / cap) (Gemma 2, arXiv 2408.00118, section 2)
//
//   x [n, columns] f32, in place.
//
// Launch: block 256, grid (n, ceil(columns / 256)).
#include "device.cuh"

extern "C" __global__ void __launch_bounds__(256) softcap(
    float* x, int x_stride, int columns, float cap) {
  int i = blockIdx.y * blockDim.x + threadIdx.x;
  if (i >= columns) return;
  float* value = x + (size_t)blockIdx.x * x_stride + i;
  *value = cap * tanhf(*value / cap);
}
