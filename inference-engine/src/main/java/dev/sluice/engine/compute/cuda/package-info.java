/**
 * NVIDIA GPUs through JCuda's driver API: the only room that names jcuda. It finds devices; the
 * kernels are not there yet, so it reports itself as not usable. Imports {@code compute} and {@code
 * tensor}.
 */
package dev.sluice.engine.compute.cuda;
