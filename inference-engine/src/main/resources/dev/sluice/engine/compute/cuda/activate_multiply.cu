// gate[t, i] = f(gate[t, i]) * up[t, i] (gated linear units, arXiv 2002.05202)
//
//   gate [n, columns] f32, in place; up [n, columns] f32; f numbered as in Activation.java.
//
// Launch: block 256, grid (n, ceil(columns / 256)).
#include "activations.cuh"

extern "C" __global__ void __launch_bounds__(256) activate_multiply(
    float* gate, int gate_stride, const float* up, int up_stride, int columns, int function) {
  int i = blockIdx.y * blockDim.x + threadIdx.x;
  if (i >= columns) return;
  float* value = gate + (size_t)blockIdx.x * gate_stride + i;
  *value = activated(function, *value) * up[(size_t)blockIdx.x * up_stride + i];
}
