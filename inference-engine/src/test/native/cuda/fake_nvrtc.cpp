// A libnvrtc.so.12 for tests: compiles a kernel file with g++ and hands out the shared library as the
// "cubin", so that compiling, caching and loading run the same Java code as on a GPU.
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>

namespace {

struct Program {
  std::string source, name, log, binary;
};

std::atomic<int> serial;
std::string shim, temp, replaced, replacement;

std::string read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// One registration per kernel, so that the launcher knows its parameters.
std::string registrations(const std::string& source) {
  static const std::regex kernel(R"(__global__\s+void\s+(?:__launch_bounds__\([^)]*\)\s*)?(\w+)\s*\()");
  std::string result = "\n";
  for (std::sregex_iterator i(source.begin(), source.end(), kernel), end; i != end; ++i)
    result += "EMU_KERNEL(" + (*i)[1].str() + ")\n";
  return result;
}

} // namespace

extern "C" {

// Where cuda_emu.h is, and a folder for intermediate files.
long nvrtcFakeConfigure(const char* shim_path, const char* temp_folder) {
  shim = shim_path;
  temp = temp_folder;
  return 0;
}

// From now on, kernels are compiled with one text in place of another; "" ends that.
long nvrtcFakeReplace(const char* from, const char* to) {
  replaced = from;
  replacement = to;
  return 0;
}

int nvrtcVersion(int* major, int* minor) {
  *major = 12;
  *minor = 6;
  return 0;
}

int nvrtcCreateProgram(void** program, const char* source, const char* name, int, const char* const*,
    const char* const*) {
  std::string text = source;
  for (size_t at = 0; !replaced.empty() && (at = text.find(replaced, at)) != std::string::npos;) {
    text.replace(at, replaced.size(), replacement);
    at += replacement.size();
  }
  *program = new Program{text, name ? name : "kernel.cu", "", ""};
  return 0;
}

int nvrtcCompileProgram(void* handle, int count, const char* const* options) {
  Program& program = *(Program*)handle;
  std::string stem = temp + "/kernel-" + std::to_string(getpid()) + "-" + std::to_string(serial++);
  std::string defines;
  for (int i = 0; i < count; i++)
    if (!strncmp(options[i], "-D", 2)) defines += std::string(" '") + options[i] + "'";
  std::ofstream(stem + ".cpp") << program.source << registrations(program.source);
  std::string command = "g++ -std=c++17 -O1 -g0 -fPIC -shared -fvisibility=hidden -ffp-contract=off "
                        "-fsanitize=alignment,bounds -fsanitize-undefined-trap-on-error "
                        "-Wno-unknown-pragmas -include '" + shim + "'" + defines + " -o '" + stem
      + ".so' '" + stem + ".cpp' >'" + stem + ".log' 2>&1";
  int status = system(command.c_str());
  program.log = read(stem + ".log");
  program.binary = read(stem + ".so");
  for (const char* end : {".cpp", ".so", ".log"}) unlink((stem + end).c_str());
  return status == 0 ? 0 : 6;
}

int nvrtcGetCUBINSize(void* program, size_t* size) {
  *size = ((Program*)program)->binary.size();
  return 0;
}

int nvrtcGetCUBIN(void* program, char* binary) {
  const std::string& from = ((Program*)program)->binary;
  memcpy(binary, from.data(), from.size());
  return 0;
}

int nvrtcGetProgramLogSize(void* program, size_t* size) {
  *size = ((Program*)program)->log.size() + 1;
  return 0;
}

int nvrtcGetProgramLog(void* program, char* log) {
  strcpy(log, ((Program*)program)->log.c_str());
  return 0;
}

int nvrtcDestroyProgram(void** program) {
  delete (Program*)*program;
  *program = nullptr;
  return 0;
}

const char* nvrtcGetErrorString(int code) { return code == 0 ? "NVRTC_SUCCESS" : "NVRTC_ERROR_COMPILATION"; }
}
