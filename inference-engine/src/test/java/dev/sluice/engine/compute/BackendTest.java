package dev.sluice.engine.compute;

import dev.sluice.engine.compute.cuda.EmulatedDriver;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A test of {@link TestBackends}: the build runs it once on the CPU's backend and once more on
 * CUDA.
 */
@Tag("backend")
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(BackendTest.Condition.class)
public @interface BackendTest {

  /** Says loudly what is not tested where the emulated driver cannot be built. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (!TestBackends.isEmulated() || EmulatedDriver.absence().isEmpty()) {
        return ConditionEvaluationResult.enabled("the backend can be opened");
      }
      String reason = EmulatedDriver.absence().get();
      System.err.println("NOT TESTED: " + context.getDisplayName() + " on CUDA: " + reason);
      return ConditionEvaluationResult.disabled(reason);
    }
  }
}
