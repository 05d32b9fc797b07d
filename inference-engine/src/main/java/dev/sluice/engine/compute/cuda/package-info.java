/**
 * NVIDIA GPUs through JCuda's driver API: the only room that names jcuda. Kernels are {@code .cu}
 * files among this package's resources, one per operation and named like it; NVRTC compiles them
 * for the device found. {@code docs/cuda-kernels.md} describes them. Imports {@code compute} and
 * {@code tensor}. Entry type: {@link dev.sluice.engine.compute.cuda.CudaBackend}.
 */
package dev.sluice.engine.compute.cuda;
