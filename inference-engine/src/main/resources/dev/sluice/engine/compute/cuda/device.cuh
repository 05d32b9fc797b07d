// What the kernels need beyond plain C++: conversions, sums over a warp and over a block, the tensor
// core. The only file with inline PTX; each such primitive has a twin in plain C++ below it, which is
// what runs when the kernels are compiled for the CPU. No NVIDIA header is included.
//
// All kernels are compiled without contraction (--fmad=false): a product is fused with a sum only
// where fmaf is written, so that two kernels which write the same operations give the same bits.
#pragma once

#define WARP 32
#define ALL_LANES 0xffffffffu

#if defined(__CUDACC__)
#define DYNAMIC_SHARED(type, name) extern __shared__ type name[]
#define UNROLL _Pragma("unroll")
#define NO_UNROLL _Pragma("unroll 1")
#define MINUS_INFINITY __int_as_float(0xff800000)
#else
#define UNROLL
#define NO_UNROLL
#endif

__device__ inline float bits_to_float(unsigned int bits) {
#if defined(__CUDACC__)
  return __uint_as_float(bits);
#else
  float value;
  __builtin_memcpy(&value, &bits, sizeof value);
  return value;
#endif
}

__device__ inline unsigned int float_to_bits(float value) {
#if defined(__CUDACC__)
  return __float_as_uint(value);
#else
  unsigned int bits;
  __builtin_memcpy(&bits, &value, sizeof bits);
  return bits;
#endif
}

// IEEE binary16 to float, exact.
__device__ inline float half_to_float(unsigned short bits) {
#if defined(__CUDACC__)
  float value;
  asm("cvt.f32.f16 %0, %1;" : "=f"(value) : "h"(bits));
  return value;
#else
  unsigned int sign = (unsigned int)(bits & 0x8000) << 16;
  unsigned int rest = bits & 0x7fff;
  if (rest >= 0x7c00) return bits_to_float(sign | 0x7f800000 | rest << 13);
  if (rest >= 0x0400) return bits_to_float(sign | ((rest << 13) + 0x38000000));
  float tiny = (float)rest * 5.9604644775390625e-8f; // 2^-24
  return sign ? -tiny : tiny;
#endif
}

// The nearest binary16, ties to even.
__device__ inline unsigned short float_to_half(float value) {
#if defined(__CUDACC__)
  unsigned short bits;
  asm("cvt.rn.f16.f32 %0, %1;" : "=h"(bits) : "f"(value));
  return bits;
#else
  _Float16 half = (_Float16)value;
  unsigned short bits;
  __builtin_memcpy(&bits, &half, sizeof bits);
  return bits;
#endif
}

__device__ inline float bfloat16_to_float(unsigned short bits) {
  return bits_to_float((unsigned int)bits << 16);
}

// The nearest bfloat16 as a float, ties to even.
__device__ inline float round_to_bfloat16(float value) {
  unsigned int bits = float_to_bits(value);
  return bits_to_float((bits + 0x7fff + (bits >> 16 & 1)) & 0xffff0000);
}

// Sum over the warp's lanes in a fixed tree; every lane gets the same bits.
__device__ inline float warp_sum(float value) {
  UNROLL
  for (int distance = WARP / 2; distance > 0; distance /= 2)
    value += __shfl_xor_sync(ALL_LANES, value, distance);
  return value;
}

__device__ inline float warp_max(float value) {
  UNROLL
  for (int distance = WARP / 2; distance > 0; distance /= 2)
    value = fmaxf(value, __shfl_xor_sync(ALL_LANES, value, distance));
  return value;
}

// Sum over a block of whole warps, for all its threads. `scratch` holds one float per warp, in shared
// memory.
__device__ inline float block_sum(float value, float* scratch) {
  int lane = threadIdx.x % WARP, warp = threadIdx.x / WARP;
  value = warp_sum(value);
  __syncthreads(); // an earlier sum may still be read
  if (lane == 0) scratch[warp] = value;
  __syncthreads();
  return warp_sum(lane < (int)blockDim.x / WARP ? scratch[lane] : 0.0f);
}

__device__ inline float block_max(float value, float* scratch) {
  int lane = threadIdx.x % WARP, warp = threadIdx.x / WARP;
  value = warp_max(value);
  __syncthreads();
  if (lane == 0) scratch[warp] = value;
  __syncthreads();
  return warp_max(lane < (int)blockDim.x / WARP ? scratch[lane] : MINUS_INFINITY);
}

// d += a * b on the tensor core: a [16, 16] row-major halves, b [16, 8] column-major halves, d [16, 8]
// floats, each spread over the warp as PTX's mma.m16n8k16 says: lane l has rows l/4 and l/4+8 of a
// (columns 2(l%4), +1, +8, +9), column l/4 of b, and columns 2(l%4), +1 of d.
__device__ inline void tensor_multiply(float d[4], const unsigned int a[4], const unsigned int b[2]) {
#if defined(__CUDACC__)
#if __CUDA_ARCH__ >= 800
  asm volatile(
      "mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, "
      "{%8, %9}, {%0, %1, %2, %3};"
      : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
#else // Turing: two steps of half the depth
  asm volatile(
      "mma.sync.aligned.m16n8k8.row.col.f32.f16.f16.f32 {%0, %1, %2, %3}, {%4, %5}, {%6}, "
      "{%0, %1, %2, %3};"
      : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
      : "r"(a[0]), "r"(a[1]), "r"(b[0]));
  asm volatile(
      "mma.sync.aligned.m16n8k8.row.col.f32.f16.f16.f32 {%0, %1, %2, %3}, {%4, %5}, {%6}, "
      "{%0, %1, %2, %3};"
      : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
      : "r"(a[2]), "r"(a[3]), "r"(b[1]));
#endif
#else
  int lane = threadIdx.x % WARP;
  unsigned int words[6] = {a[0], a[1], a[2], a[3], b[0], b[1]}, all[6][WARP];
  for (int w = 0; w < 6; w++)
    for (int from = 0; from < WARP; from++) all[w][from] = __shfl_sync(ALL_LANES, words[w], from);
  for (int i = 0; i < 4; i++) {
    int row = lane / 4 + i / 2 * 8, column = lane % 4 * 2 + i % 2;
    for (int k = 0; k < 16; k++) {
      unsigned int left = all[row / 8 + k / 8 * 2][row % 8 * 4 + k % 8 / 2];
      unsigned int right = all[4 + k / 8][column * 4 + k % 8 / 2];
      d[i] += half_to_float((unsigned short)(left >> k % 2 * 16))
          * half_to_float((unsigned short)(right >> k % 2 * 16));
    }
  }
#endif
}
