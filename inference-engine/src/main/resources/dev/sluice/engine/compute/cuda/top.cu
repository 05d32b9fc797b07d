// The k largest values of each row with their columns: largest first, the lowest column first among equal
// ones, NaN before everything, so that rank 0 shows whether there is one.
//
//   x [n, columns] f32; parts [n, chunks, k] keys; out [n, k, 2] words: the value's bits, the column.
//
// A key has the value's bits, turned so that integers order them, above the complement of the column: keys
// differ, one comparison decides, 0 stands for nothing. top_parts finds the k largest of each chunk of
// columns, top_merge those of all chunks. Both take the largest key of the block k times; a thread whose
// key was taken looks for its next one.
//
// Launch: top_parts: block 256, grid (chunks = ceil(columns / 2048), n); top_merge: block 256, grid (n).
#include "device.cuh"

#define THREADS 256
#define WARPS (THREADS / WARP)
#define OWN 8
#define CHUNK (OWN * THREADS)
#define NOT_A_NUMBER 0xff800001u // next after infinity

typedef unsigned long long Key;

__device__ inline Key key_of(float value, int column) {
  unsigned int bits = float_to_bits(value == 0.0f ? 0.0f : value); // both zeros are equal
  bits = bits >> 31 ? ~bits : bits | 0x80000000u;
  if (value != value) bits = NOT_A_NUMBER;
  return (Key)bits << 32 | ~(unsigned int)column;
}

__device__ inline void write_key(Key key, unsigned int* out) {
  unsigned int bits = (unsigned int)(key >> 32);
  out[0] = bits >> 31 ? bits & 0x7fffffffu : ~bits;
  out[1] = ~(unsigned int)key;
}

__device__ inline Key warp_largest(Key key) {
  UNROLL
  for (int distance = WARP / 2; distance > 0; distance /= 2) {
    unsigned int high = __shfl_xor_sync(ALL_LANES, (unsigned int)(key >> 32), distance);
    unsigned int low = __shfl_xor_sync(ALL_LANES, (unsigned int)key, distance);
    Key other = (Key)high << 32 | low;
    key = other > key ? other : key;
  }
  return key;
}

// Largest key of the block, for all its threads.
__device__ inline Key block_largest(Key key, Key* scratch) {
  int lane = threadIdx.x % WARP, warp = threadIdx.x / WARP;
  key = warp_largest(key);
  __syncthreads(); // the last one may still be read
  if (lane == 0) scratch[warp] = key;
  __syncthreads();
  return warp_largest(lane < WARPS ? scratch[lane] : 0);
}

__device__ inline Key largest_below(Key bound, const Key own[OWN]) {
  Key largest = 0;
  UNROLL
  for (int i = 0; i < OWN; i++)
    if (own[i] < bound && own[i] > largest) largest = own[i];
  return largest;
}

__device__ inline Key largest_of_parts(Key bound, const Key* parts, int count) {
  Key largest = 0;
  for (int i = threadIdx.x; i < count; i += THREADS)
    if (parts[i] < bound && parts[i] > largest) largest = parts[i];
  return largest;
}

extern "C" __global__ void __launch_bounds__(256) top_parts(
    const float* x, int x_stride, int columns, int k, Key* parts) {
  __shared__ Key scratch[WARPS];
  const float* row = x + (size_t)blockIdx.y * x_stride;
  Key own[OWN];
  UNROLL
  for (int i = 0; i < OWN; i++) {
    int column = blockIdx.x * CHUNK + i * THREADS + threadIdx.x;
    own[i] = column < columns ? key_of(row[column], column) : 0;
  }
  Key* to = parts + ((size_t)blockIdx.y * gridDim.x + blockIdx.x) * k;
  Key best = largest_below(~(Key)0, own);
  for (int rank = 0; rank < k; rank++) {
    Key found = block_largest(best, scratch);
    if (threadIdx.x == 0) to[rank] = found;
    if (found == best) best = largest_below(found, own);
  }
}

extern "C" __global__ void __launch_bounds__(256) top_merge(
    const Key* parts, int chunks, int k, unsigned int* out) {
  __shared__ Key scratch[WARPS];
  const Key* from = parts + (size_t)blockIdx.x * chunks * k;
  Key best = largest_of_parts(~(Key)0, from, chunks * k);
  for (int rank = 0; rank < k; rank++) {
    Key found = block_largest(best, scratch);
    if (threadIdx.x == 0) write_key(found, out + ((size_t)blockIdx.x * k + rank) * 2);
    if (found == best) best = largest_of_parts(found, from, chunks * k);
  }
}
