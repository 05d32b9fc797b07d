#!/bin/sh
# Fetches cuBLAS, NVIDIA's library of matrix products (400 MB to fetch, 600 MB on disk), into a folder:
#   bench/fetch-cublas.sh FOLDER
# for -Dsluice.cuda.cublas=FOLDER. Needs pip and unzip.
set -eu
[ $# -eq 1 ] || { sed -n '2,4s/^# \{0,1\}//p' "$0" >&2; exit 2; }
mkdir -p "$1"
[ ! -e "$1/libcublas.so.12" ] || exit 0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pip=pip3
command -v pip3 >/dev/null || pip=pip
"$pip" download -q --no-deps --only-binary :all: --platform manylinux2014_x86_64 -d "$work" nvidia-cublas-cu12==12.6.4.1
unzip -q -j "$work"/*.whl 'nvidia/cublas/lib/libcublas.so.12' 'nvidia/cublas/lib/libcublasLt.so.12' -d "$1"
