// load_weights of the types with 256 values that are indexes into a codebook, with signs or a shift apart;
// see weights.cuh. POINTS is the type's codebook, which the host puts in the place of "lattice.cuh": 16 bits
// for a point of eight values (two bits each) or four (four bits each), the first one lowest.
#pragma once
#include "weight_types.cuh"
#include "lattice.cuh"

#if WEIGHT == IQ1_S || WEIGHT == IQ1_M

// Values are -1, 0 or 1, shifted up or down by an eighth: all in eighths.
__device__ inline void shifted_point(int index, int shift, float scale, float w[8]) {
  unsigned int point = POINTS[index];
  UNROLL
  for (int i = 0; i < 8; i++) w[i] = scale * (float)((int)(point >> 2 * i & 3) * 8 - 8 + shift);
}

#else

// Value number i of a point, counted through two points where a point has four.
__device__ inline int value_of(unsigned int points, int i) {
#if WEIGHT == IQ3_XXS // 4, 12, 20, 28, 36, 44, 52, 62
  int step = points >> 4 * i & 15;
  return 4 + 8 * step + (step == 7 ? 2 : 0);
#elif WEIGHT == IQ3_S // 1, 3, 5, 7, 9, 11, 13, 15
  return (int)(points >> 4 * i & 15) * 2 + 1;
#else // 8, 25, 43
  int step = points >> 2 * i & 3;
  return step == 0 ? 8 : step == 1 ? 25 : 43;
#endif
}

// Bit i of `signs` says whether value i is negative.
__device__ inline void signed_points(unsigned int points, unsigned int signs, float scale, float w[8]) {
  UNROLL
  for (int i = 0; i < 8; i++) {
    int value = value_of(points, i);
    w[i] = scale * (float)(signs >> i & 1 ? -value : value);
  }
}

// Eight signs of which seven are stored: their number is even.
__device__ inline unsigned int even_signs(unsigned int word) {
  unsigned int stored = word & 127;
  return stored | (__popc(stored) & 1) << 7;
}

#endif

#if WEIGHT == IQ2_XXS // d; 8 groups of 32: four indexes, a word of four times seven signs and a scale

__device__ inline void load_weights(Bytes row, int k, int columns, bool whole, float w[8]) {
  Bytes block = row + (size_t)(k / 256) * 66;
  Bytes group = block + 2 + k % 256 / 32 * 8;
  int part = k % 32 / 8;
  unsigned int word = load_pair(group + 4);
  float scale = load_half(block) * (0.5f + (float)(word >> 28)) * 0.25f;
  signed_points(POINTS[group[part]], even_signs(word >> 7 * part), scale, w);
}

#elif WEIGHT == IQ2_XS // d, 32 words of a 9-bit index and seven signs, 16 nibbles of scales

__device__ inline void load_weights(Bytes row, int k, int columns, bool whole, float w[8]) {
  Bytes block = row + (size_t)(k / 256) * 74;
  unsigned int word = load_short(block + 2 + k % 256 / 8 * 2);
  float scale = load_half(block) * (0.5f + (float)nibble_of(block + 66, k % 256 / 16)) * 0.25f;
  signed_points(POINTS[word & 511], even_signs(word >> 9), scale, w);
}

#elif WEIGHT == IQ2_S // d, 32 low bytes of indexes, 32 bytes of signs, high pairs, 16 nibbles of scales

__device__ inline void load_weights(Bytes row, int k, int columns, bool whole, float w[8]) {
  Bytes block = row + (size_t)(k / 256) * 82;
  int part = k % 256 / 8;
  int index = block[2 + part] | (block[66 + part / 4] >> part % 4 * 2 & 3) << 8;
  float scale = load_half(block) * (0.5f + (float)nibble_of(block + 74, part / 2)) * 0.25f;
  signed_points(POINTS[index], block[34 + part], scale, w);
}

#elif WEIGHT == IQ3_XXS // d, 64 indexes of four values; 8 words of four times seven signs and a scale

__device__ inline void load_weights(Bytes row, int k, int columns, bool whole, float w[8]) {
  Bytes block = row + (size_t)(k / 256) * 98;
  Bytes index = block + 2 + k % 256 / 4;
  unsigned int word = load_pair(block + 66 + k % 256 / 32 * 4);
  float scale = load_half(block) * (0.5f + (float)(word >> 28)) * 0.5f;
  unsigned int points = POINTS[index[0]] | (unsigned int)POINTS[index[1]] << 16;
  signed_points(points, even_signs(word >> 7 * (k % 32 / 8)), scale, w);
}

#elif WEIGHT == IQ3_S // d, 64 low bytes of indexes, their ninth bits, 32 bytes of signs, 8 nibbles of scales

__device__ inline void load_weights(Bytes row, int k, int columns, bool whole, float w[8]) {
  Bytes block = row + (size_t)(k / 256) * 110;
  int part = k % 256 / 4; // even
  unsigned int ninths = block[66 + part / 8] >> part % 8;
  int first = block[2 + part] | (ninths & 1) << 8, second = block[3 + part] | (ninths >> 1 & 1) << 8;
  float scale = load_half(block) * (float)(1 + 2 * nibble_of(block + 106, part / 8));
  signed_points(POINTS[first] | (unsigned int)POINTS[second] << 16, block[74 + part / 2], scale, w);
}

#elif WEIGHT == IQ1_S // d, 32 low bytes of indexes; 8 words of four high triples, a scale and a shift

__device__ inline void load_weights(Bytes row, int k, int columns, bool whole, float w[8]) {
  Bytes block = row + (size_t)(k / 256) * 50;
  int part = k % 32 / 8;
  unsigned int word = load_short(block + 34 + k % 256 / 32 * 2);
  int index = block[2 + k % 256 / 8] | (word >> 3 * part & 7) << 8;
  float scale = load_half(block) * (float)(2 * (word >> 12 & 7) + 1) * 0.125f;
  shifted_point(index, word >> 15 ? -1 : 1, scale, w);
}

#elif WEIGHT == IQ1_M // 32 low bytes of indexes, 32 nibbles of high triples and shifts, 4 words of scales

__device__ inline void load_weights(Bytes row, int k, int columns, bool whole, float w[8]) {
  Bytes block = row + (size_t)(k / 256) * 56;
  int part = k % 256 / 8, group = k % 256 / 16;
  unsigned int own = 0; // the block's scale: the words' highest nibbles
  UNROLL
  for (int i = 0; i < 4; i++) own |= load_short(block + 48 + 2 * i) >> 12 << 4 * i;
  unsigned int factor = load_short(block + 48 + group / 4 * 2) >> group % 4 * 3 & 7;
  float scale = half_to_float((unsigned short)own) * (float)(2 * factor + 1) * 0.125f;
  int high = nibble_of(block + 32, part);
  shifted_point(block[part] | (high & 7) << 8, high & 8 ? -1 : 1, scale, w);
}

#endif
