// Eight consecutive activations of a row, 0 beyond `columns`; `whole` says that rows are 16-byte aligned and
// columns a multiple of 8.
#pragma once
#include "device.cuh"

__device__ inline bool are_whole(const float* x, int x_stride, int columns) {
  return ((size_t)x & 15) == 0 && x_stride % 4 == 0 && columns % 8 == 0;
}

__device__ inline void load_inputs(const float* row, int k, int columns, bool whole, float v[8]) {
  if (whole) {
    float4 low = *(const float4*)(row + k), high = *(const float4*)(row + k + 4);
    v[0] = low.x, v[1] = low.y, v[2] = low.z, v[3] = low.w;
    v[4] = high.x, v[5] = high.y, v[6] = high.z, v[7] = high.w;
  } else {
    UNROLL
    for (int i = 0; i < 8; i++) v[i] = k + i < columns ? row[k + i] : 0.0f;
  }
}
