package dev.sluice.engine.compute.cuda;

import static jcuda.driver.JCudaDriver.cuCtxEnablePeerAccess;
import static jcuda.driver.JCudaDriver.cuDeviceCanAccessPeer;
import static jcuda.driver.JCudaDriver.cuEventCreate;
import static jcuda.driver.JCudaDriver.cuEventDestroy;
import static jcuda.driver.JCudaDriver.cuEventRecord;
import static jcuda.driver.JCudaDriver.cuMemcpyPeerAsync;
import static jcuda.driver.JCudaDriver.cuStreamWaitEvent;

import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;

/**
 * Copies from one device to another without the host in between. The receiver's stream waits for
 * what the sender's has queued so far, and the sender's for the copy, so that neither reads what is
 * not there yet nor writes what is still needed; the host waits for nothing. Closed by the
 * receiver, before the sender is.
 */
final class PeerLink implements AutoCloseable {
  private final Device from;
  private final Device to;
  private final CUevent computed = new CUevent();
  private final CUevent received = new CUevent();

  PeerLink(Device from, Device to) {
    this.from = from;
    this.to = to;
    from.enter();
    create(computed);
    to.enter();
    create(received);
    int[] isReachable = new int[1];
    cuDeviceCanAccessPeer(isReachable, to.handle(), from.handle());
    if (isReachable[0] != 0) {
      cuCtxEnablePeerAccess(from.context(), 0); // without, the driver copies by way of the host
    }
  }

  private static void create(CUevent event) {
    Driver.check(cuEventCreate(event, CUevent_flags.CU_EVENT_DISABLE_TIMING), "creating an event");
  }

  void copy(long source, long target, long bytes) {
    from.enter();
    from.flush();
    Driver.check(cuEventRecord(computed, from.stream()), "marking what is computed");
    to.enter();
    to.flush();
    Driver.check(cuStreamWaitEvent(to.stream(), computed, 0), "waiting for another device");
    Driver.check(
        cuMemcpyPeerAsync(
            DeviceMemory.pointer(target),
            to.context(),
            DeviceMemory.pointer(source),
            from.context(),
            bytes,
            to.stream()),
        "copying from another device");
    Driver.check(cuEventRecord(received, to.stream()), "marking what is received");
    from.enter();
    Driver.check(cuStreamWaitEvent(from.stream(), received, 0), "waiting for another device");
  }

  @Override
  public void close() {
    cuEventDestroy(computed);
    cuEventDestroy(received);
  }
}
