// A libcublas.so.12 for tests: the few functions that the CUDA backend calls, as plain loops that run in
// the stream's order. Refuses what the backend has no reason to ask for.
#include <cstdint>
#include <cstring>

extern "C" int cuLaunchHostFunc(void* stream, void (*function)(void*), void* data);

namespace {

enum { OK = 0, NOT_INITIALIZED = 1, INVALID_VALUE = 7, NOT_SUPPORTED = 15 };

enum { HALF = 2, BRAIN = 14, SINGLE = 0, COMPUTE_SINGLE = 68, TRANSPOSED = 1, PLAIN = 0 };

struct Handle {
  void* stream;
};

long products;
bool refuses_brain;

struct Product {
  int m, n, k, type, lda, ldb, ldc;
  float alpha, beta;
  const uint16_t *a, *b;
  float* c;
};

float widen(uint16_t bits, int type) {
  if (type == HALF) {
    _Float16 half;
    memcpy(&half, &bits, sizeof half);
    return (float)half;
  }
  uint32_t wide = (uint32_t)bits << 16;
  float value;
  memcpy(&value, &wide, sizeof value);
  return value;
}

// Runs as often as its stream, or a graph that recorded it, says.
void multiply(void* data) {
  const Product& p = *(const Product*)data;
  for (int j = 0; j < p.n; j++)
    for (int i = 0; i < p.m; i++) {
      float sum = 0;
      for (int l = 0; l < p.k; l++)
        sum += widen(p.a[(size_t)i * p.lda + l], p.type) * widen(p.b[(size_t)j * p.ldb + l], p.type);
      float* out = p.c + (size_t)j * p.ldc + i;
      *out = p.alpha * sum + (p.beta == 0 ? 0 : p.beta * *out);
    }
}

} // namespace

extern "C" {

long cublasFakeProducts() { return products; }

// As on a device that is too old for bfloat16.
long cublasFakeRefuseBrain(int is_refused) {
  refuses_brain = is_refused;
  return 0;
}

int cublasCreate_v2(void** handle) {
  *handle = new Handle{nullptr};
  return OK;
}

int cublasDestroy_v2(void* handle) {
  delete (Handle*)handle;
  return OK;
}

int cublasSetStream_v2(void* handle, void* stream) {
  ((Handle*)handle)->stream = stream;
  return OK;
}

int cublasSetWorkspace_v2(void*, void* workspace, size_t bytes) {
  return workspace && bytes ? OK : INVALID_VALUE;
}

int cublasGemmEx(void* handle, int op_a, int op_b, int m, int n, int k, const void* alpha, const void* a,
    int a_type, int lda, const void* b, int b_type, int ldb, const void* beta, void* c, int c_type,
    int ldc, int compute, int) {
  if (op_a != TRANSPOSED || op_b != PLAIN || a_type != b_type || c_type != SINGLE
      || compute != COMPUTE_SINGLE || (a_type != HALF && a_type != BRAIN) || (refuses_brain && a_type == BRAIN))
    return NOT_SUPPORTED;
  if (m <= 0 || n <= 0 || k <= 0 || lda < k || ldb < k || ldc < m) return INVALID_VALUE;
  if (!((Handle*)handle)->stream) return NOT_INITIALIZED;
  products++;
  Product* product = new Product{m, n, k, a_type, lda, ldb, ldc, *(const float*)alpha,
      *(const float*)beta, (const uint16_t*)a, (const uint16_t*)b, (float*)c};
  return cuLaunchHostFunc(((Handle*)handle)->stream, multiply, product);
}
}
