// Runs CUDA kernels on the CPU, for tests. Included before a kernel file, which g++ then compiles to a
// shared library. Every CUDA thread of a block is a fiber with a stack of its own; blocks run one after
// another. Barriers and warp exchanges are real meeting points: a thread waits until all that must come
// have come, and when nobody can go on, the launch fails and says who waits where.
//
// What a GPU leaves undefined is made visible: shared memory is filled with NaN before each block,
// dynamic shared memory ends at a page that cannot be touched, misaligned access traps. Warps run one after
// another from barrier to barrier, in ascending or in descending order. x86-64 only.
#pragma once
#include <sys/mman.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>
#include <vector>

#define __global__
#define __device__
#define __launch_bounds__(...)
#define __shared__ static __attribute__((section("emu_shared")))
#define DYNAMIC_SHARED(type, name) type* name = (type*)emu::dynamic_shared
#define MINUS_INFINITY (-INFINITY)

struct uint3 {
  unsigned int x, y, z;
};
struct alignas(8) uint2 {
  unsigned int x, y;
};
struct alignas(16) uint4 {
  unsigned int x, y, z, w;
};
struct alignas(16) float4 {
  float x, y, z, w;
};

static uint3 threadIdx, blockIdx, blockDim, gridDim;

inline int min(int a, int b) { return a < b ? a : b; }
inline int max(int a, int b) { return a > b ? a : b; }

namespace emu {

constexpr int LANES = 32;
constexpr size_t STACK = 128 * 1024;
constexpr int MOST_PARAMETERS = 32;

enum class State { READY, BARRIER, WARP, DONE };

struct Fiber {
  void* stack_pointer;
  char* stack;
  State state;
  uint3 index;
  int line;
  unsigned int mask;
  unsigned int exchanges;
  uint32_t slots[2]; // a lane may be one exchange ahead of a reader
};

struct Entry {
  int count;
  size_t sizes[MOST_PARAMETERS];
  void (*call)(void** arguments);
};

struct Launch {
  const Entry* entry;
  const char* name;
  void** arguments;
  uint3 grid, block;
  size_t shared_bytes;
  bool reversed;
  char* error;
  size_t error_size;
};

static std::vector<Fiber> fibers;
static Fiber* current;
static void* scheduler;
static const Launch* launch;
static char* dynamic_shared;
static char* shared_pages;
static size_t shared_size;

extern "C" void emu_switch(void** save, void* load);
asm(R"(
.text
.hidden emu_switch
.globl emu_switch
emu_switch:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  popq %rcx
  jmp *%rcx
)");

extern "C" char __start_emu_shared[] __attribute__((weak, visibility("hidden")));
extern "C" char __stop_emu_shared[] __attribute__((weak, visibility("hidden")));

static void enter() {
  launch->entry->call(launch->arguments);
  current->state = State::DONE;
  void* nowhere;
  emu_switch(&nowhere, scheduler);
}

inline void wait(State state, int line) {
  Fiber* self = current;
  self->state = state;
  self->line = line;
  emu_switch(&self->stack_pointer, scheduler);
}

// The value that lane `from` brings to this exchange.
template <class T>
inline T exchange(unsigned int mask, T value, int from, int line) {
  static_assert(sizeof(T) == 4, "exchanges move 32 bits");
  Fiber* self = current;
  unsigned int turn = self->exchanges++ & 1;
  memcpy(&self->slots[turn], &value, 4);
  self->mask = mask;
  wait(State::WARP, line);
  size_t base = (self - fibers.data()) / LANES * LANES;
  T result;
  memcpy(&result, &fibers[base + from % LANES].slots[turn], 4);
  return result;
}

inline int lane() { return (int)((current - fibers.data()) % LANES); }

inline bool fail(const char* what, const Fiber* at) {
  snprintf(launch->error, launch->error_size,
      "%s in kernel %s, block (%u,%u,%u), thread (%u,%u,%u), line %d", what, launch->name, blockIdx.x,
      blockIdx.y, blockIdx.z, at ? at->index.x : 0, at ? at->index.y : 0, at ? at->index.z : 0,
      at ? at->line : 0);
  return false;
}

inline void prepare_fibers(size_t count) {
  while (fibers.size() < count) {
    Fiber fiber{};
    fiber.stack = (char*)mmap(nullptr, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    fibers.push_back(fiber);
  }
  for (size_t i = 0; i < count; i++) {
    Fiber& fiber = fibers[i];
    unsigned int n = (unsigned int)i;
    fiber.index = {n % launch->block.x, n / launch->block.x % launch->block.y,
        n / launch->block.x / launch->block.y};
    fiber.state = State::READY;
    fiber.exchanges = 0;
    // Stacks start at different offsets, or all would share the same few lines of the cache.
    void** top = (void**)(fiber.stack + STACK - i % 64 * 320) - 2;
    *top = (void*)&enter;
    fiber.stack_pointer = top - 6;
  }
}

inline void poison_shared() {
  size_t page = 4096, pages = (launch->shared_bytes + page - 1) / page * page;
  if (pages + page > shared_size) {
    if (shared_pages) munmap(shared_pages, shared_size);
    shared_size = pages + page;
    shared_pages =
        (char*)mmap(nullptr, shared_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(shared_pages + pages, page, PROT_NONE);
  }
  size_t bytes = (launch->shared_bytes + 15) / 16 * 16;
  dynamic_shared = shared_pages + shared_size - page - bytes;
  memset(dynamic_shared, 0xff, bytes);
  if (__start_emu_shared) memset(__start_emu_shared, 0xff, __stop_emu_shared - __start_emu_shared);
}

inline bool release_warp(size_t base, size_t count) {
  size_t end = base + LANES < count ? base + LANES : count;
  unsigned int waiting = 0;
  for (size_t i = base; i < end; i++)
    if (fibers[i].state == State::WARP) waiting |= 1u << (i - base);
  bool released = false;
  for (size_t i = base; i < end; i++) {
    if (fibers[i].state != State::WARP) continue;
    unsigned int mask = fibers[i].mask;
    bool complete = (mask & waiting) == mask && (mask >> (i - base) & 1);
    for (size_t j = base; complete && j < end; j++)
      if (mask >> (j - base) & 1)
        complete = fibers[j].state == State::WARP && fibers[j].mask == mask && fibers[j].line == fibers[i].line;
    if (!complete) continue;
    for (size_t j = base; j < end; j++)
      if (mask >> (j - base) & 1) fibers[j].state = State::READY, waiting &= ~(1u << (j - base));
    released = true;
  }
  return released;
}

// Lets threads at a barrier go on when all are there. False when the block is stuck.
inline bool release_barrier(size_t count) {
  const Fiber* first = nullptr;
  for (size_t i = 0; i < count; i++) {
    const Fiber& fiber = fibers[i];
    if (fiber.state == State::DONE) continue;
    if (fiber.state == State::WARP) return fail("deadlock: lanes of a warp never meet", &fiber);
    if (first && first->line != fiber.line) return fail("threads meet at different barriers", &fiber);
    first = &fiber;
  }
  for (size_t i = 0; i < count; i++)
    if (fibers[i].state == State::BARRIER) fibers[i].state = State::READY;
  return true;
}

// Runs a warp until its lanes are done or at a barrier: as far ahead of the others as a GPU lets it get,
// so that a barrier that is missing between two warps shows.
inline void run_warp(size_t base, size_t count) {
  size_t lanes = base + LANES < count ? LANES : count - base;
  do {
    for (size_t n = 0; n < lanes; n++) {
      Fiber& fiber = fibers[base + (launch->reversed ? lanes - 1 - n : n)];
      if (fiber.state != State::READY) continue;
      current = &fiber;
      threadIdx = fiber.index;
      emu_switch(&scheduler, fiber.stack_pointer);
    }
  } while (release_warp(base, count));
}

inline bool run_block(size_t count) {
  poison_shared();
  prepare_fibers(count);
  size_t warps = (count + LANES - 1) / LANES;
  while (true) {
    for (size_t n = 0; n < warps; n++) run_warp((launch->reversed ? warps - 1 - n : n) * LANES, count);
    size_t done = 0;
    for (size_t i = 0; i < count; i++) done += fibers[i].state == State::DONE;
    if (done == count) return true;
    if (!release_barrier(count)) return false;
  }
}

inline bool run(const Launch& what) {
  launch = &what;
  blockDim = what.block;
  gridDim = what.grid;
  size_t blocks = (size_t)what.grid.x * what.grid.y * what.grid.z;
  size_t count = (size_t)what.block.x * what.block.y * what.block.z;
  for (size_t n = 0; n < blocks; n++) {
    unsigned int b = (unsigned int)(what.reversed ? blocks - 1 - n : n);
    blockIdx = {b % what.grid.x, b / what.grid.x % what.grid.y, b / what.grid.x / what.grid.y};
    if (!run_block(count)) return false;
  }
  return true;
}

template <auto F>
struct Caller;
template <class... A, void (*F)(A...)>
struct Caller<F> {
  template <size_t... I>
  static void with(void** arguments, std::index_sequence<I...>) {
    F(*(A*)arguments[I]...);
  }
  static void call(void** arguments) { with(arguments, std::index_sequence_for<A...>{}); }
  static constexpr Entry entry() { return {(int)sizeof...(A), {sizeof(A)...}, &call}; }
};

} // namespace emu

#define __popc __builtin_popcount
#define __syncthreads() emu::wait(emu::State::BARRIER, __LINE__)
#define __syncwarp() ((void)emu::exchange(0xffffffffu, 0u, emu::lane(), __LINE__))
#define __shfl_xor_sync(mask, value, bits) emu::exchange(mask, value, emu::lane() ^ (bits), __LINE__)
#define __shfl_sync(mask, value, from) emu::exchange(mask, value, from, __LINE__)

#define EMU_EXPORT extern "C" __attribute__((visibility("default")))
#define EMU_KERNEL(name) \
  EMU_EXPORT const emu::Entry emu_kernel_##name; \
  const emu::Entry emu_kernel_##name = emu::Caller<&name>::entry();

EMU_EXPORT bool emu_run(const emu::Launch* launch) { return emu::run(*launch); }

EMU_EXPORT void emu_fault(const char* what) { emu::fail(what, emu::current); }
