// x[t, i] = f(x[t, i])
//
//   x [n, columns] f32, in place; f numbered as in Activation.java.
//
// Launch: block 256, grid (n, ceil(columns / 256)).
#include "activations.cuh"

extern "C" __global__ void __launch_bounds__(256) activate(
    float* x, int x_stride, int columns, int function) {
  int i = blockIdx.y * blockDim.x + threadIdx.x;
  if (i >= columns) return;
  float* value = x + (size_t)blockIdx.x * x_stride + i;
  *value = activated(function, *value);
}
