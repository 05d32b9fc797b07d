// Numbers of the element types, as in ggml.h, and how the bytes of their blocks are read.
#pragma once
#include "device.cuh"

#define F32 0
#define F16 1
#define Q4_0 2
#define Q4_1 3
#define Q5_0 6
#define Q5_1 7
#define Q8_0 8
#define Q2_K 10
#define Q3_K 11
#define Q4_K 12
#define Q5_K 13
#define Q6_K 14
#define IQ2_XXS 16
#define IQ2_XS 17
#define IQ3_XXS 18
#define IQ1_S 19
#define IQ4_NL 20
#define IQ3_S 21
#define IQ2_S 22
#define IQ4_XS 23
#define IQ1_M 29
#define BF16 30
#define TQ1_0 34
#define TQ2_0 35
#define MXFP4 39
#define NVFP4 40

typedef const unsigned char* Bytes;

// Blocks are 2-byte aligned only, those of MXFP4 not even that.
__device__ inline unsigned int load_short(Bytes at) { return *(const unsigned short*)at; }

__device__ inline unsigned int load_pair(Bytes at) { return load_short(at) | load_short(at + 2) << 16; }

__device__ inline float load_half(Bytes at) { return half_to_float((unsigned short)load_short(at)); }

__device__ inline int byte_of(unsigned int word, int i) { return word >> i * 8 & 255; }

__device__ inline int signed_byte_of(unsigned int word, int i) { return (signed char)(word >> i * 8); }

// The nibble of an array of bytes that has number i.
__device__ inline int nibble_of(Bytes bytes, int i) { return bytes[i / 2] >> i % 2 * 4 & 15; }
