// out[t, i] = (x[t, i] - mean) / sqrt(variance + epsilon) * weight[i] + bias[i], over `width` columns at
// a time: the whole row, or each head apart; the variance is summed about the mean (LayerNorm, arXiv
// 1607.06450, eq. 4).
//
//   x, out [n, parts * width] f32 (out may be x); weight [width]; bias [width] or null.
//
// Launch: block 256, grid (n, parts).
#include "device.cuh"

extern "C" __global__ void __launch_bounds__(256) layer_norm(const float* x, int x_stride,
    const float* weight, const float* bias, float epsilon, int width, float* out, int out_stride) {
  __shared__ float scratch[WARP];
  const float* from = x + (size_t)blockIdx.x * x_stride + blockIdx.y * width;
  float* to = out + (size_t)blockIdx.x * out_stride + blockIdx.y * width;
  float sum = 0.0f;
  for (int i = threadIdx.x; i < width; i += blockDim.x) sum += from[i];
  float mean = block_sum(sum, scratch) / (float)width;
  float squares = 0.0f;
  for (int i = threadIdx.x; i < width; i += blockDim.x) {
    float difference = from[i] - mean;
    squares = fmaf(difference, difference, squares);
  }
  float scale = 1.0f / sqrtf(block_sum(squares, scratch) / (float)width + epsilon);
  for (int i = threadIdx.x; i < width; i += blockDim.x) {
    float normed = (from[i] - mean) * scale * weight[i];
    to[i] = bias ? normed + bias[i] : normed;
  }
}
