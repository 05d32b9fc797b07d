#!/bin/sh
# Prints the folder of llama-bench, llama-server and llama-quantize; builds them first where they are
# missing, from the sources that the Python package llama-cpp-python carries. Needs pip, cmake and a C++
# compiler. Environment: LLAMA_HOME (default: ~/.cache/sluice/llama.cpp)
set -eu
version=0.3.36
home=${LLAMA_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/sluice/llama.cpp}/$version
if [ ! -x "$home/build/bin/llama-server" ]; then
  echo "llama: building llama.cpp in $home, once" >&2
  mkdir -p "$home"
  {
    pip download --no-deps --no-binary :all: --no-build-isolation -d "$home" "llama-cpp-python==$version" ||
      pip download --no-deps --no-binary :all: -d "$home" "llama-cpp-python==$version"
    tar -xzf "$home"/llama_cpp_python-*.tar.gz -C "$home" --strip-components=1
    cmake -S "$home/vendor/llama.cpp" -B "$home/build" -DCMAKE_BUILD_TYPE=Release -DGGML_NATIVE=ON \
      -DLLAMA_CURL=OFF -DLLAMA_OPENSSL=OFF -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF -DLLAMA_BUILD_UI=OFF
    cmake --build "$home/build" --parallel --target llama-bench llama-quantize llama-server
  } >&2
fi
echo "$home/build/bin"
