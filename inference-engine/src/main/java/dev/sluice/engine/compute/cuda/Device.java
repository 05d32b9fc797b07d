package dev.sluice.engine.compute.cuda;

import static jcuda.driver.JCudaDriver.cuCtxCreate;
import static jcuda.driver.JCudaDriver.cuCtxDestroy;
import static jcuda.driver.JCudaDriver.cuCtxSetCurrent;
import static jcuda.driver.JCudaDriver.cuInit;
import static jcuda.driver.JCudaDriver.cuMemGetInfo;
import static jcuda.driver.JCudaDriver.cuStreamCreate;
import static jcuda.driver.JCudaDriver.cuStreamSynchronize;

import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;

/**
 * One GPU: a context of its own and the one stream on which everything happens in order. A context
 * is current per thread, so every operation enters first. Destroying the context frees whatever it
 * still has, also after a failure that broke it.
 */
final class Device implements AutoCloseable {
  /** Whose context is current on a thread. */
  private static final ThreadLocal<Device> ENTERED = new ThreadLocal<>();

  private final CUdevice handle;
  private final CUcontext context = new CUcontext();
  private final CUstream stream = new CUstream();
  private final String name;
  private final Architecture architecture;
  private final int multiprocessors;
  private boolean isRecording;
  private Runnable unsent = () -> {};

  Device(int ordinal) {
    Driver.load();
    Driver.check(cuInit(0), "starting the driver");
    handle = CudaDevices.open(ordinal);
    int capability = CudaDevices.capability(handle);
    name = "%s, sm_%d".formatted(CudaDevices.name(handle), capability);
    architecture =
        Architecture.of(capability)
            .orElseThrow(() -> new IllegalStateException(name + " is too old for the kernels"));
    multiprocessors =
        CudaDevices.attribute(handle, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT);
    Driver.check(cuCtxCreate(context, 0, handle), "creating a context");
    ENTERED.set(this);
    try {
      Driver.check(
          cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING), "creating a stream");
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Makes the context current on this thread. */
  void enter() {
    if (ENTERED.get() != this) {
      Driver.check(cuCtxSetCurrent(context), "entering the context");
      ENTERED.set(this);
    }
  }

  /**
   * Enters and waits, before things that queued work may use are freed. A broken context refuses
   * both, and is destroyed all the same.
   */
  void settle() {
    cuCtxSetCurrent(context);
    cuStreamSynchronize(stream);
    ENTERED.set(this);
  }

  /** What is to be sent before anything else is asked of the device. */
  void beforeAllElse(Runnable sending) {
    unsent = sending;
  }

  /** Sends what is waiting to be sent. */
  void flush() {
    unsent.run();
  }

  /** While launches are recorded instead of run, nothing may wait or be copied. */
  void setRecording(boolean recording) {
    isRecording = recording;
  }

  /**
   * @throws IllegalStateException while launches are recorded
   */
  void requireNotRecording(String what) {
    if (isRecording) {
      throw new IllegalStateException("a step that is recorded cannot be " + what);
    }
  }

  CUdevice handle() {
    return handle;
  }

  CUcontext context() {
    return context;
  }

  CUstream stream() {
    return stream;
  }

  String name() {
    return name;
  }

  Architecture architecture() {
    return architecture;
  }

  int multiprocessors() {
    return multiprocessors;
  }

  /** Waits for everything that was asked for; failures of kernels show here. */
  void await() {
    flush();
    Driver.check(cuStreamSynchronize(stream), "waiting for the device");
  }

  /** Bytes that can still be allocated. */
  long freeBytes() {
    long[] free = new long[1];
    Driver.check(cuMemGetInfo(free, new long[1]), "asking for free memory");
    return free[0];
  }

  @Override
  public void close() {
    cuCtxDestroy(context); // its code repeats an earlier failure
    ENTERED.remove();
  }
}
