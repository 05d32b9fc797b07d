// out[t, i] = x[t, i] / sqrt(mean(x[t]^2) + epsilon) * weight[i], over `width` columns at a time: the
// whole row, or each head apart (RMSNorm, arXiv 1910.07467, eq. 4).
//
//   x, out [n, parts * width] f32 (out may be x); weight [width].
//
// Launch: block 256, grid (n, parts).
#include "device.cuh"

extern "C" __global__ void __launch_bounds__(256) rms_norm(const float* x, int x_stride,
    const float* weight, float epsilon, int width, float* out, int out_stride) {
  __shared__ float scratch[WARP];
  const float* from = x + (size_t)blockIdx.x * x_stride + blockIdx.y * width;
  float* to = out + (size_t)blockIdx.x * out_stride + blockIdx.y * width;
  float sum = 0.0f;
  for (int i = threadIdx.x; i < width; i += blockDim.x) sum = fmaf(from[i], from[i], sum);
  sum = block_sum(sum, scratch);
  float scale = 1.0f / sqrtf(sum / (float)width + epsilon);
  for (int i = threadIdx.x; i < width; i += blockDim.x) to[i] = from[i] * scale * weight[i];
}
