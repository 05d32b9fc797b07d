package dev.sluice.engine.compute.cuda;

import static jcuda.driver.JCudaDriver.cuGraphDestroy;
import static jcuda.driver.JCudaDriver.cuGraphExecDestroy;
import static jcuda.driver.JCudaDriver.cuGraphInstantiate;
import static jcuda.driver.JCudaDriver.cuGraphLaunch;
import static jcuda.driver.JCudaDriver.cuStreamBeginCapture;
import static jcuda.driver.JCudaDriver.cuStreamEndCapture;

import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUstreamCaptureMode;

/** Launches that were recorded instead of run, ready to run together. */
record RecordedStep(CUgraphExec executable) implements AutoCloseable {

  /**
   * Records what is launched on the device's stream meanwhile. Nothing of it runs.
   *
   * @throws DeviceException when the driver refuses; the stream then works as before
   */
  static RecordedStep of(Device device, Runnable launches) {
    device.flush(); // not a part of the step
    CUgraph graph = new CUgraph();
    Driver.check(
        cuStreamBeginCapture(
            device.stream(), CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL),
        "beginning to record a step");
    device.setRecording(true);
    boolean isComplete = false;
    try {
      launches.run();
      isComplete = true;
    } finally {
      device.setRecording(false);
      int code = cuStreamEndCapture(device.stream(), graph);
      if (isComplete) {
        Driver.check(code, "recording a step");
      } else if (code == 0) {
        cuGraphDestroy(graph);
      }
    }
    try {
      CUgraphExec executable = new CUgraphExec();
      Driver.check(cuGraphInstantiate(executable, graph, 0), "making a recorded step ready");
      return new RecordedStep(executable);
    } finally {
      cuGraphDestroy(graph);
    }
  }

  void launch(Device device) {
    device.flush();
    Driver.check(cuGraphLaunch(executable, device.stream()), "launching a recorded step");
  }

  @Override
  public void close() {
    cuGraphExecDestroy(executable); // its code repeats an earlier failure
  }
}
