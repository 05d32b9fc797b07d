#!/bin/sh
# Fetches NVRTC, NVIDIA's kernel compiler as a library (24 MB, no driver and no GPU needed), into a folder:
#   bench/fetch-nvrtc.sh FOLDER
# for -Dsluice.cuda.nvrtc=FOLDER, and for the build's test of all kernels when it is ~/.cache/sluice/nvrtc.
# Needs pip and unzip; the version is the one that the table in docs/cuda-kernels.md was made with.
set -eu
[ $# -eq 1 ] || { sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 2; }
mkdir -p "$1"
[ ! -e "$1/libnvrtc.so.12" ] || exit 0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pip=pip3
command -v pip3 >/dev/null || pip=pip
"$pip" download -q --no-deps --only-binary :all: --platform manylinux2014_x86_64 --platform manylinux2010_x86_64 --platform manylinux_2_12_x86_64 \
  -d "$work" nvidia-cuda-nvrtc-cu12==12.6.85
unzip -q -j "$work"/*.whl 'nvidia/cuda_nvrtc/lib/libnvrtc*' -d "$work/lib"
mv "$work"/lib/* "$1"
