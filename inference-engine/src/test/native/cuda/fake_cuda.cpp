// A libcuda.so.1 for tests: the driver functions that the CUDA backend calls, over host memory. Built to
// find mistakes of the host code:
//   - device memory is filled with NaN and ends at a page that cannot be touched;
//   - streams are lazy: work runs only when somebody waits, so a missing wait reads what was there before;
//   - asynchronous copies take pinned memory only, and every device range is looked up;
//   - while a stream is captured, its work is recorded and nothing may wait, be allocated or be freed;
//   - a context must be current on the calling thread; errors of kernels are sticky, as on a GPU;
//   - with several devices, a kernel that is given another one's memory is refused;
//   - every object is counted: fakecuda_live() is 0 when nothing leaked.
// fakecuda_fail() makes a function fail, fakecuda_reverse() turns the order of threads.
#include <dlfcn.h>
#include <signal.h>
#include <setjmp.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "cuda_emu.h"

namespace {

enum {
  OK = 0,
  INVALID_VALUE = 1,
  OUT_OF_MEMORY = 2,
  INVALID_DEVICE = 101,
  INVALID_IMAGE = 200,
  INVALID_CONTEXT = 201,
  INVALID_HANDLE = 400,
  NOT_FOUND = 500,
  ILLEGAL_ADDRESS = 700,
  LAUNCH_OUT_OF_RESOURCES = 701,
  MISALIGNED_ADDRESS = 716,
  LAUNCH_FAILED = 719,
  CAPTURE_UNSUPPORTED = 900,
  CAPTURE_INVALIDATED = 901,
};

struct Range {
  char* pages;
  size_t mapped, size;
};

struct Graph {
  std::vector<std::function<int()>> nodes;
};

struct Stream {
  std::deque<std::function<int()>> work;
  Graph* capture = nullptr;
  bool is_invalid = false; // what is captured
};

// What a stream has come to: how often it was marked, and how many marks were reached.
struct Event {
  Stream* stream = nullptr;
  long recorded = 0, reached = 0;
};

struct Module {
  void* library;
  std::set<void*> functions;
};

struct Function {
  Module* module;
  std::string name;
  const emu::Entry* entry;
  bool (*run)(const emu::Launch*);
  void (*fault)(const char*);
  size_t most_dynamic_shared = 48 * 1024;
};

struct Context {
  int ordinal;
  std::map<uintptr_t, Range> device, pinned;
  std::set<Stream*> streams;
  std::set<Module*> modules;
  std::set<Function*> functions;
  std::set<Graph*> graphs, executables;
  std::map<Event*, std::shared_ptr<Event>> events;
};

std::recursive_mutex lock;
std::set<Context*> contexts;
thread_local Context* current;
const int MOST_DEVICES = 4;
int devices = 1;
size_t limit = (size_t)4 << 30; // of each device, beside what it had before
size_t used[MOST_DEVICES], before[MOST_DEVICES];
int sticky;
bool reversed;
long complaints, graph_launches, copies;

struct Failure {
  int after, code;
  bool sticks;
};
std::map<std::string, Failure> failures;

int complain(int code, const char* what) {
  complaints++;
  fprintf(stderr, "fake-cuda: %s\n", what);
  return code;
}

size_t available() {
  size_t most = before[current->ordinal] + limit, taken = used[current->ordinal];
  return taken < most ? most - taken : 0;
}

// What every function does first.
int begin(const char* function, bool needs_context = true) {
  if (sticky) return sticky;
  auto planned = failures.find(function);
  if (planned != failures.end() && planned->second.after-- == 0) {
    Failure failure = planned->second;
    failures.erase(planned);
    if (failure.sticks) sticky = failure.code;
    return failure.code;
  }
  if (needs_context && !current) return complain(INVALID_CONTEXT, function);
  return OK;
}

#define BEGIN(...)                                       \
  std::lock_guard<std::recursive_mutex> guard(lock);     \
  if (int failed = begin(__func__, ##__VA_ARGS__)) return failed

// For calls that a capture does not allow.
int refuse_capture(const char* function) {
  for (Stream* stream : current->streams)
    if (stream->capture) {
      stream->is_invalid = true;
      return complain(CAPTURE_UNSUPPORTED, function);
    }
  return OK;
}

#define BEGIN_OUTSIDE_CAPTURE() \
  BEGIN();                      \
  if (int refused = refuse_capture(__func__)) return refused

size_t page_size() { return (size_t)sysconf(_SC_PAGESIZE); }

// The range ends at a guard page; 16 bytes is the widest access.
char* map_range(std::map<uintptr_t, Range>& table, size_t size) {
  size_t page = page_size(), bytes = (size + 15) / 16 * 16, pages = (bytes + page - 1) / page * page;
  char* base = (char*)mmap(nullptr, pages + page, PROT_READ | PROT_WRITE,
      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (base == MAP_FAILED) return nullptr;
  mprotect(base + pages, page, PROT_NONE);
  char* start = base + pages - bytes;
  memset(start, 0xff, bytes);
  table[(uintptr_t)start] = {base, pages + page, size};
  return start;
}

int unmap_range(std::map<uintptr_t, Range>& table, uintptr_t start) {
  auto found = table.find(start);
  if (found == table.end()) return complain(INVALID_VALUE, "memory is freed that is not allocated");
  munmap(found->second.pages, found->second.mapped);
  table.erase(found);
  return OK;
}

bool contains(const std::map<uintptr_t, Range>& table, uintptr_t at, size_t bytes) {
  auto next = table.upper_bound(at);
  if (next == table.begin()) return false;
  auto& range = *--next;
  return at + bytes <= range.first + range.second.size;
}

thread_local sigjmp_buf* catching;
struct sigaction earlier[65];

void on_fault(int number, siginfo_t* info, void* context) {
  if (catching) siglongjmp(*catching, number);
  const struct sigaction& old = earlier[number];
  if (old.sa_flags & SA_SIGINFO)
    old.sa_sigaction(number, info, context);
  else if (old.sa_handler != SIG_DFL && old.sa_handler != SIG_IGN)
    old.sa_handler(number);
  else {
    signal(number, SIG_DFL);
    raise(number);
  }
}

void catch_faults() {
  static bool done;
  if (done) return;
  done = true;
  for (int number : {SIGSEGV, SIGBUS, SIGILL, SIGFPE}) {
    struct sigaction action {};
    action.sa_sigaction = on_fault;
    action.sa_flags = SA_SIGINFO | SA_RESTART | SA_NODEFER | SA_ONSTACK;
    sigaction(number, &action, &earlier[number]);
  }
}

int execute(Function* function, std::vector<std::vector<char>> arguments, uint3 grid, uint3 block,
    size_t shared) {
  void* pointers[emu::MOST_PARAMETERS];
  for (size_t i = 0; i < arguments.size(); i++) pointers[i] = arguments[i].data();
  char error[512] = "";
  emu::Launch launch = {function->entry, function->name.c_str(), pointers, grid, block, shared,
      reversed, error, sizeof error};
  sigjmp_buf here;
  sigjmp_buf* outer = catching;
  int number = sigsetjmp(here, 1);
  int code = OK;
  if (number == 0) {
    catching = &here;
    if (!function->run(&launch)) code = LAUNCH_FAILED;
  } else {
    function->fault(number == SIGILL ? "misaligned access or index out of bounds" : "illegal address");
    code = number == SIGILL ? MISALIGNED_ADDRESS : ILLEGAL_ADDRESS;
  }
  catching = outer;
  if (code) complain(code, error);
  return code;
}

int run_next(Stream* stream) {
  auto next = std::move(stream->work.front());
  stream->work.pop_front();
  sigjmp_buf here;
  sigjmp_buf* outer = catching; // another stream's work may be waiting for this
  int code = ILLEGAL_ADDRESS;
  if (sigsetjmp(here, 1) == 0) {
    catching = &here;
    code = next();
  } else {
    complain(code, "a copy touches memory that is gone");
  }
  catching = outer;
  return code;
}

int drain(Stream* stream) {
  while (!stream->work.empty())
    if (int code = run_next(stream)) return sticky = code;
  return OK;
}

void destroy(Context* context) {
  for (auto& range : context->device) munmap(range.second.pages, range.second.mapped), used[context->ordinal] -= range.second.size;
  for (auto& range : context->pinned) munmap(range.second.pages, range.second.mapped);
  for (Stream* stream : context->streams) delete stream->capture, delete stream;
  for (Graph* graph : context->graphs) delete graph;
  for (Graph* graph : context->executables) delete graph;
  for (Function* function : context->functions) delete function;
  for (Module* module : context->modules) dlclose(module->library), delete module;
  contexts.erase(context);
  delete context;
}

// An ELF file ends with its table of sections.
size_t elf_size(const unsigned char* image) {
  if (memcmp(image, "\177ELF", 4)) return 0;
  uint64_t sections;
  uint16_t size, count;
  memcpy(&sections, image + 0x28, 8);
  memcpy(&size, image + 0x3A, 2);
  memcpy(&count, image + 0x3C, 2);
  return sections + (size_t)size * count;
}

} // namespace

#define API extern "C" __attribute__((visibility("default"))) int

extern "C" __attribute__((visibility("default"))) long fakecuda_live() {
  std::lock_guard<std::recursive_mutex> guard(lock);
  long count = (long)contexts.size();
  for (Context* c : contexts)
    count += c->device.size() + c->pinned.size() + c->streams.size() + c->modules.size()
        + c->graphs.size() + c->executables.size() + c->events.size();
  return count;
}

extern "C" __attribute__((visibility("default"))) long fakecuda_complaints() { return complaints; }

extern "C" __attribute__((visibility("default"))) long fakecuda_copies() { return copies; }

extern "C" __attribute__((visibility("default"))) long fakecuda_graph_launches() { return graph_launches; }

// The call after `after` others of that function fails; with `sticks`, so does everything after it.
extern "C" __attribute__((visibility("default"))) long fakecuda_fail(
    const char* function, int after, int code, int sticks) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  failures[function] = {after, code, sticks != 0};
  return 0;
}

extern "C" __attribute__((visibility("default"))) long fakecuda_reverse(int is_reversed) {
  reversed = is_reversed != 0;
  return 0;
}

// So many devices with so much free memory each from now on.
extern "C" __attribute__((visibility("default"))) long fakecuda_devices(int count, int kibibytes) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  devices = count;
  limit = (size_t)kibibytes << 10;
  memcpy(before, used, sizeof before);
  return 0;
}

// A new start after injected failures.
extern "C" __attribute__((visibility("default"))) long fakecuda_reset() {
  std::lock_guard<std::recursive_mutex> guard(lock);
  failures.clear();
  sticky = 0;
  complaints = 0;
  graph_launches = 0;
  devices = 1;
  limit = (size_t)4 << 30;
  memset(before, 0, sizeof before);
  return 0;
}

API cuInit(unsigned int) {
  BEGIN(false);
  catch_faults();
  return OK;
}

API cuDriverGetVersion(int* version) {
  *version = 12060;
  return OK;
}

API cuGetErrorName(int code, const char** name) {
  static const std::map<int, const char*> names = {{1, "CUDA_ERROR_INVALID_VALUE"},
      {2, "CUDA_ERROR_OUT_OF_MEMORY"}, {201, "CUDA_ERROR_INVALID_CONTEXT"},
      {700, "CUDA_ERROR_ILLEGAL_ADDRESS"}, {716, "CUDA_ERROR_MISALIGNED_ADDRESS"},
      {500, "CUDA_ERROR_NOT_FOUND"}, {719, "CUDA_ERROR_LAUNCH_FAILED"}, {214, "CUDA_ERROR_ECC_UNCORRECTABLE"},
      {900, "CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED"}, {901, "CUDA_ERROR_STREAM_CAPTURE_INVALIDATED"}};
  auto found = names.find(code);
  *name = found == names.end() ? "CUDA_ERROR_UNKNOWN" : found->second;
  return OK;
}

API cuDeviceGetCount(int* count) {
  BEGIN(false);
  *count = devices;
  return OK;
}

API cuDeviceGet(int* device, int ordinal) {
  BEGIN(false);
  if (ordinal < 0 || ordinal >= devices) return INVALID_DEVICE;
  *device = ordinal;
  return OK;
}

API cuDeviceGetName(char* name, int size, int) {
  BEGIN(false);
  snprintf(name, size, "Emulated device");
  return OK;
}

API cuDeviceGetAttribute(int* value, int attribute, int) {
  BEGIN(false);
  switch (attribute) {
    case 75: *value = 8; break;   // compute capability, major
    case 76: *value = 0; break;   // minor
    case 16: *value = 4; break;   // multiprocessors
    default: return complain(INVALID_VALUE, "unknown device attribute");
  }
  return OK;
}

API cuDeviceTotalMem_v2(size_t* bytes, int) {
  BEGIN(false);
  *bytes = limit;
  return OK;
}

API cuCtxCreate_v2(void** context, unsigned int, int device) {
  BEGIN(false);
  Context* fresh = new Context{device};
  contexts.insert(fresh);
  current = fresh;
  *context = fresh;
  return OK;
}

// Works after a sticky error too: what the context had is freed.
API cuCtxDestroy_v2(void* context) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  if (!contexts.count((Context*)context)) return complain(INVALID_CONTEXT, "no such context");
  destroy((Context*)context);
  if (current == context) current = nullptr;
  return sticky;
}

API cuCtxSetCurrent(void* context) {
  BEGIN(false);
  current = (Context*)context;
  return OK;
}

API cuMemGetInfo_v2(size_t* left, size_t* total) {
  BEGIN();
  *left = available();
  *total = limit;
  return OK;
}

API cuMemAlloc_v2(uintptr_t* start, size_t size) {
  BEGIN_OUTSIDE_CAPTURE();
  if (size == 0) return complain(INVALID_VALUE, "an allocation of 0 bytes");
  if (size > available()) return OUT_OF_MEMORY;
  char* memory = map_range(current->device, size);
  if (!memory) return OUT_OF_MEMORY;
  used[current->ordinal] += size;
  *start = (uintptr_t)memory;
  return OK;
}

static bool is_busy() {
  for (Stream* stream : current->streams)
    if (!stream->work.empty()) return true;
  return false;
}

API cuMemFree_v2(uintptr_t start) {
  BEGIN_OUTSIDE_CAPTURE();
  if (is_busy()) complain(INVALID_VALUE, "memory is freed that queued work may use");
  for (Stream* stream : current->streams)
    if (int code = drain(stream)) return code;
  auto found = current->device.find(start);
  if (found != current->device.end()) used[current->ordinal] -= found->second.size;
  return unmap_range(current->device, start);
}

API cuMemAllocHost_v2(void** start, size_t size) {
  BEGIN_OUTSIDE_CAPTURE();
  *start = map_range(current->pinned, size);
  return *start ? OK : OUT_OF_MEMORY;
}

API cuMemFreeHost(void* start) {
  BEGIN_OUTSIDE_CAPTURE();
  if (is_busy()) complain(INVALID_VALUE, "pinned memory is freed that queued work may use");
  return unmap_range(current->pinned, (uintptr_t)start);
}

API cuStreamCreate(void** stream, unsigned int) {
  BEGIN();
  *stream = new Stream;
  current->streams.insert((Stream*)*stream);
  return OK;
}

API cuStreamDestroy_v2(void* stream) {
  BEGIN_OUTSIDE_CAPTURE();
  if (!current->streams.erase((Stream*)stream)) return complain(INVALID_HANDLE, "no such stream");
  int code = drain((Stream*)stream);
  delete (Stream*)stream;
  return code;
}

API cuStreamSynchronize(void* stream) {
  BEGIN_OUTSIDE_CAPTURE();
  if (!current->streams.count((Stream*)stream)) return complain(INVALID_HANDLE, "no such stream");
  return drain((Stream*)stream);
}

static int queue(void* stream, std::function<int()> work) {
  if (!current->streams.count((Stream*)stream)) return complain(INVALID_HANDLE, "no such stream");
  Stream* to = (Stream*)stream;
  if (to->capture)
    to->capture->nodes.push_back(std::move(work));
  else
    to->work.push_back(std::move(work));
  return OK;
}

API cuEventCreate(void** event, unsigned int) {
  BEGIN();
  auto fresh = std::make_shared<Event>();
  current->events[fresh.get()] = fresh;
  *event = fresh.get();
  return OK;
}

// Queued work holds on to it when it is destroyed.
static std::shared_ptr<Event> find_event(void* event) {
  for (Context* context : contexts) {
    auto found = context->events.find((Event*)event);
    if (found != context->events.end()) return found->second;
  }
  return nullptr;
}

API cuEventDestroy_v2(void* event) {
  BEGIN();
  if (!find_event(event)) return complain(INVALID_HANDLE, "no such event");
  for (Context* context : contexts) context->events.erase((Event*)event);
  return OK;
}

API cuEventRecord(void* handle, void* stream) {
  BEGIN();
  if (!current->events.count((Event*)handle)) return complain(INVALID_HANDLE, "an event of another device is recorded");
  auto event = find_event(handle);
  event->stream = (Stream*)stream;
  long mark = ++event->recorded;
  return queue(stream, [=] {
    event->reached = mark;
    return OK;
  });
}

API cuStreamWaitEvent(void* stream, void* handle, unsigned int) {
  BEGIN();
  auto event = find_event(handle);
  if (!event) return complain(INVALID_HANDLE, "no such event");
  long mark = event->recorded;
  return queue(stream, [=] {
    while (event->reached < mark && !event->stream->work.empty())
      if (int code = run_next(event->stream)) return code;
    return event->reached < mark ? complain(INVALID_VALUE, "streams wait for each other") : OK;
  });
}

API cuDeviceCanAccessPeer(int* can, int, int) {
  BEGIN(false);
  *can = 1;
  return OK;
}

API cuCtxEnablePeerAccess(void*, unsigned int) {
  BEGIN();
  return OK;
}

API cuMemcpyPeerAsync(uintptr_t to, void* to_context, uintptr_t from, void* from_context, size_t size, void* stream) {
  BEGIN();
  if (!contexts.count((Context*)to_context) || !contains(((Context*)to_context)->device, to, size))
    return complain(INVALID_VALUE, "copy past the end of the device's memory");
  if (!contexts.count((Context*)from_context) || !contains(((Context*)from_context)->device, from, size))
    return complain(INVALID_VALUE, "copy from past the end of another device's memory");
  return queue(stream, [=] {
    memcpy((void*)to, (const void*)from, size);
    return OK;
  });
}

API cuStreamBeginCapture_v2(void* handle, int) {
  BEGIN_OUTSIDE_CAPTURE();
  Stream* stream = (Stream*)handle;
  if (!current->streams.count(stream)) return complain(INVALID_HANDLE, "no such stream");
  stream->capture = new Graph;
  stream->is_invalid = false;
  return OK;
}

// The capture is over also when this fails.
API cuStreamEndCapture(void* handle, void** graph) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  Stream* stream = (Stream*)handle;
  if (!stream->capture) return complain(INVALID_VALUE, "nothing is captured");
  Graph* captured = stream->capture;
  stream->capture = nullptr;
  *graph = nullptr;
  int failed = begin(__func__);
  if (failed || stream->is_invalid) {
    delete captured;
    return failed ? failed : CAPTURE_INVALIDATED;
  }
  current->graphs.insert(captured);
  *graph = captured;
  return OK;
}

API cuGraphDestroy(void* graph) {
  BEGIN();
  if (!current->graphs.erase((Graph*)graph)) return complain(INVALID_VALUE, "no such graph");
  delete (Graph*)graph;
  return OK;
}

API cuGraphInstantiateWithFlags(void** executable, void* graph, unsigned long long) {
  BEGIN();
  if (!current->graphs.count((Graph*)graph)) return complain(INVALID_VALUE, "no such graph");
  Graph* copy = new Graph(*(Graph*)graph);
  current->executables.insert(copy);
  *executable = copy;
  return OK;
}

API cuGraphExecDestroy(void* executable) {
  BEGIN();
  if (!current->executables.erase((Graph*)executable)) return complain(INVALID_VALUE, "no such executable graph");
  if (is_busy()) complain(INVALID_VALUE, "a graph is destroyed that may still run");
  delete (Graph*)executable;
  return OK;
}

API cuGraphLaunch(void* executable, void* stream) {
  BEGIN();
  if (!current->executables.count((Graph*)executable)) return complain(INVALID_VALUE, "no such executable graph");
  graph_launches++;
  for (auto& node : ((Graph*)executable)->nodes)
    if (int code = queue(stream, node)) return code;
  return OK;
}

API cuLaunchHostFunc(void* stream, void (*function)(void*), void* data) {
  BEGIN();
  return queue(stream, [=] {
    function(data);
    return OK;
  });
}

API cuMemcpyHtoDAsync_v2(uintptr_t to, const void* from, size_t size, void* stream) {
  BEGIN();
  if (!contains(current->pinned, (uintptr_t)from, size)) return complain(INVALID_VALUE, "copy from memory that is not pinned");
  if (!contains(current->device, to, size)) return complain(INVALID_VALUE, "copy past the end of device memory");
  copies++;
  return queue(stream, [=] {
    memcpy((void*)to, from, size);
    return OK;
  });
}

API cuMemcpyDtoHAsync_v2(void* to, uintptr_t from, size_t size, void* stream) {
  BEGIN();
  if (!contains(current->pinned, (uintptr_t)to, size)) return complain(INVALID_VALUE, "copy to memory that is not pinned");
  if (!contains(current->device, from, size)) return complain(INVALID_VALUE, "copy from past the end of device memory");
  return queue(stream, [=] {
    memcpy(to, (const void*)from, size);
    return OK;
  });
}

API cuMemsetD8Async(uintptr_t to, unsigned char value, size_t size, void* stream) {
  BEGIN();
  if (!contains(current->device, to, size)) return complain(INVALID_VALUE, "fill past the end of device memory");
  return queue(stream, [=] {
    memset((void*)to, value, size);
    return OK;
  });
}

API cuModuleLoadData(void** module, const void* image) {
  BEGIN_OUTSIDE_CAPTURE();
  size_t size = elf_size((const unsigned char*)image);
  if (!size) return INVALID_IMAGE;
  char path[] = "/tmp/fakecuda-XXXXXX"; // a name of its own: the loader knows libraries by name
  int file = mkstemp(path);
  bool is_written = write(file, image, size) == (ssize_t)size;
  close(file);
  void* library = is_written ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : nullptr;
  unlink(path);
  if (!library) return complain(INVALID_IMAGE, dlerror());
  Module* loaded = new Module{library, {}};
  current->modules.insert(loaded);
  *module = loaded;
  return OK;
}

API cuModuleUnload(void* module) {
  BEGIN_OUTSIDE_CAPTURE();
  if (!current->modules.erase((Module*)module)) return complain(INVALID_HANDLE, "no such module");
  dlclose(((Module*)module)->library);
  delete (Module*)module;
  return OK;
}

API cuModuleGetFunction(void** function, void* module, const char* name) {
  BEGIN();
  void* library = ((Module*)module)->library;
  void* entry = dlsym(library, ("emu_kernel_" + std::string(name)).c_str());
  if (!entry) return NOT_FOUND;
  Function* found = new Function;
  found->module = (Module*)module;
  found->name = name;
  found->entry = (const emu::Entry*)entry;
  found->run = (bool (*)(const emu::Launch*))dlsym(library, "emu_run");
  found->fault = (void (*)(const char*))dlsym(library, "emu_fault");
  current->functions.insert(found);
  *function = found;
  return OK;
}

API cuFuncSetAttribute(void* function, int attribute, int value) {
  BEGIN();
  if (attribute == 8) ((Function*)function)->most_dynamic_shared = (size_t)value;
  return OK;
}

API cuLaunchKernel(void* handle, unsigned int grid_x, unsigned int grid_y, unsigned int grid_z,
    unsigned int block_x, unsigned int block_y, unsigned int block_z, unsigned int shared, void* stream,
    void** parameters, void** extra) {
  BEGIN();
  Function* function = (Function*)handle;
  if (!current->functions.count(function) || extra) return complain(INVALID_HANDLE, "no such function");
  if (!grid_x || !grid_y || !grid_z || grid_x > 0x7fffffff || grid_y > 65535 || grid_z > 65535 || (size_t)block_x * block_y * block_z > 1024)
    return complain(INVALID_VALUE, "a grid or block that no device takes");
  if (shared > function->most_dynamic_shared) return complain(LAUNCH_OUT_OF_RESOURCES, "too much dynamic shared memory");
  std::vector<std::vector<char>> arguments;
  for (int i = 0; i < function->entry->count; i++) {
    const char* from = (const char*)parameters[i];
    uintptr_t address = 0;
    if (function->entry->sizes[i] == sizeof address) memcpy(&address, from, sizeof address);
    for (Context* other : contexts)
      if (other->ordinal != current->ordinal && contains(other->device, address, 1))
        return complain(INVALID_VALUE, "a kernel is given another device's memory");
    arguments.emplace_back(from, from + function->entry->sizes[i]);
  }
  return queue(stream, [=] {
    return execute(function, arguments, {grid_x, grid_y, grid_z}, {block_x, block_y, block_z}, shared);
  });
}
