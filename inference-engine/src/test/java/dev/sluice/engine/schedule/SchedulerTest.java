package dev.sluice.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.cache.BlockPool;
import dev.sluice.engine.cache.PrefixCache;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class SchedulerTest {
  private static final SchedulerLimits LIMITS = new SchedulerLimits(32, 8, 4, 8);

  private int nextToken;

  @Test
  void schedule_promptBesideDecoding_getsTheChunkLimitOnly() {
    Engine engine = new Engine(64, LIMITS);
    Job decoding = engine.submit(new Job(4, 50));
    engine.step();
    Job prompt = engine.submit(new Job(100, 1));

    StepPlan<Job> plan = engine.scheduler.schedule();

    assertThat(plan.sequence(0)).isSameAs(decoding);
    assertThat(plan.count(0)).isEqualTo(1);
    assertThat(plan.sequence(1)).isSameAs(prompt);
    assertThat(plan.count(1)).isEqualTo(8);
  }

  @Test
  void schedule_nothingDecodes_promptGetsTheWholeBudget() {
    Engine engine = new Engine(64, LIMITS);
    engine.submit(new Job(100, 1));
    assertThat(engine.scheduler.schedule().tokens()).isEqualTo(32);
  }

  @Test
  void schedule_manyPromptsBesideOneStream_areReadInOneStep() {
    Engine engine = new Engine(64, new SchedulerLimits(200, 8, 8, 0));
    engine.submit(new Job(4, 50));
    engine.step();
    for (int i = 0; i < 6; i++) {
      engine.submit(new Job(30, 50));
    }

    StepPlan<Job> plan = engine.scheduler.schedule();

    assertThat(plan.size()).isEqualTo(7);
    assertThat(plan.tokens()).isEqualTo(1 + 6 * 30);
  }

  @Test
  void schedule_onePromptBesideOneStream_getsWhatKeepsTheStepShort() {
    Engine engine = new Engine(64, new SchedulerLimits(200, 8, 8, 0));
    engine.submit(new Job(4, 50));
    engine.step();
    engine.submit(new Job(180, 50));

    assertThat(engine.scheduler.schedule().tokens()).isEqualTo(1 + 64);
  }

  @Test
  void schedule_lowerPriorityNumber_isAdmittedFirst() {
    Engine engine = new Engine(64, new SchedulerLimits(32, 8, 1, 8));
    Job normal = engine.submit(new Job(4, 2));
    Job urgent = engine.submit(new Job(4, 2, "t", -1));
    engine.step();
    assertThat(urgent.computed()).isEqualTo(4);
    assertThat(normal.computed()).isZero();
  }

  @Test
  void schedule_blocksRunOut_latestOfLowestPriorityLosesThemAndComesBackFirst() {
    Engine engine = new Engine(6, new SchedulerLimits(96, 8, 4, 96));
    Job late = new Job(16, 10, "t", 1);
    Job early = engine.submit(new Job(16, 10, "t", 1));
    engine.submit(late);
    Job senior = engine.submit(new Job(31, 60, "t", 0)); // needs all 6 blocks in the end
    engine.runUntil(() -> engine.scheduler.preemptions() == 1);

    assertThat(late.blocks().size()).isZero();
    assertThat(early.blocks().size()).isEqualTo(2);
    assertThat(senior.blocks().size()).isEqualTo(3);

    Job newcomer = engine.submit(new Job(16, 1, "newcomer", 1));
    engine.runAll();
    assertThat(engine.finished).containsExactlyInAnyOrder(senior, early, late, newcomer);
    assertThat(engine.finished.indexOf(late)).isLessThan(engine.finished.indexOf(newcomer));
    assertThat(engine.pool.availableBlocks()).isEqualTo(6);
  }

  @Test
  void schedule_seniorGrows_juniorIsPreemptedNotSenior() {
    Engine engine = new Engine(4, new SchedulerLimits(64, 8, 4, 64));
    Job senior = engine.submit(new Job(15, 40));
    engine.step();
    Job junior = engine.submit(new Job(17, 40));
    engine.runUntil(() -> engine.scheduler.preemptions() > 0);

    assertThat(junior.computed()).isZero();
    assertThat(junior.blocks().size()).isZero();
    assertThat(senior.computed()).isPositive();
    int generated = junior.length();
    engine.runAll();
    assertThat(generated).isGreaterThan(17);
    assertThat(junior.length()).isEqualTo(17 + 40);
  }

  @Test
  void schedule_twoTenants_shareAdmissionByServedTokens() {
    Engine engine = new Engine(64, new SchedulerLimits(32, 8, 1, 8));
    for (int i = 0; i < 30; i++) {
      engine.submit(new Job(8, 8, "greedy", 0));
    }
    for (int i = 0; i < 10; i++) {
      engine.submit(new Job(8, 8, "modest", 0));
    }
    engine.runUntil(() -> engine.finished.size() == 20);

    assertThat(engine.finished.stream().filter(job -> job.tenant().equals("modest")).count())
        .isEqualTo(10);
  }

  @Test
  void schedule_tenantComesBackAfterAPause_hasNoCreditSavedUp() {
    Engine engine = new Engine(64, new SchedulerLimits(32, 8, 1, 8));
    for (int i = 0; i < 40; i++) {
      engine.submit(new Job(8, 8, "busy", 0));
    }
    engine.runUntil(() -> engine.finished.size() == 20);
    for (int i = 0; i < 20; i++) {
      engine.submit(new Job(8, 8, "back", 0));
    }
    engine.runUntil(() -> engine.finished.size() == 40);

    assertThat(
            engine.finished.subList(20, 40).stream()
                .filter(job -> job.tenant().equals("back"))
                .count())
        .isBetween(9L, 11L);
  }

  @Test
  void schedule_largeRequestAmongEndlessSmallOnes_runs() {
    Engine engine = new Engine(10, new SchedulerLimits(32, 8, 4, 16));
    for (int i = 0; i < 4; i++) {
      engine.submit(new Job(20, 20, "small" + i, 0));
    }
    engine.step();
    Job large = engine.submit(new Job(150, 10, "large", 0));
    int arrivals = 0;
    while (!large.isDone()) {
      engine.submit(new Job(20, 20, "small" + arrivals++, 0));
      engine.step();
      assertThat(arrivals).as("steps until the large request ran").isLessThan(2_000);
    }
  }

  @Test
  void schedule_anyLoad_keepsItsLimits() {
    Random random = new Random(8);
    for (int round = 0; round < 30; round++) {
      int rows = 1 + random.nextInt(6);
      int batch = rows + random.nextInt(20);
      SchedulerLimits limits =
          new SchedulerLimits(batch, rows, 1 + random.nextInt(rows), 1 + random.nextInt(batch));
      Engine engine = new Engine(8, limits);
      for (int step = 0; step < 300; step++) {
        if (random.nextInt(4) == 0) {
          int prompt = 1 + random.nextInt(100);
          engine.submit(
              new Job(prompt, 1 + random.nextInt(28), "t" + random.nextInt(3), random.nextInt(3)));
        }
        if (random.nextInt(20) == 0 && !engine.open.isEmpty()) {
          engine.finish(engine.open.get(random.nextInt(engine.open.size())));
        }
        engine.step();
      }
      engine.runAll();
      assertThat(engine.pool.availableBlocks()).isEqualTo(8);
      assertThat(engine.gate.queuedTokens()).isZero();
    }
  }

  @Test
  void schedule_guesses_takeOnlyWhatIsLeftAndAreChargedWhenRight() {
    Engine engine = new Engine(64, new SchedulerLimits(32, 6, 4, 8, 8));
    Job guessed = engine.submit(new Repeating(20, 40));
    engine.step();
    StepPlan<Job> plan = engine.scheduler.schedule();
    assertThat(plan.drafts(0)).isPositive();
    assertThat(plan.count(0)).isEqualTo(1 + plan.drafts(0));
    assertThat(plan.logitRows()).isEqualTo(plan.count(0));
    assertThat(guessed.token(guessed.length())).isEqualTo(guessed.token(guessed.length() - 1));

    engine.submit(new Job(100, 1));
    plan = engine.scheduler.schedule();
    assertThat(plan.draftTokens()).as("a prompt comes in and takes its whole chunk").isZero();
    assertThat(plan.tokens()).isEqualTo(1 + 8);
  }

  @Test
  void schedule_guesses_preemptNobody() {
    Engine engine = new Engine(4, new SchedulerLimits(64, 16, 4, 64, 8));
    engine.submit(new Repeating(15, 16));
    engine.submit(new Repeating(15, 16));
    engine.runAll();
    assertThat(engine.scheduler.preemptions()).isZero();
    assertThat(engine.pool.availableBlocks()).isEqualTo(4);
  }

  /** A sequence of one token over and over. */
  private final class Repeating extends Job {
    Repeating(int promptTokens, int wanted) {
      super(new int[promptTokens], wanted);
    }

    @Override
    int next() {
      return 0;
    }

    @Override
    protected int mostDraftTokens() {
      return wanted() - length() - 1;
    }
  }

  /** A sequence that wants so many tokens. */
  private class Job extends Sequence {
    private final int wanted;

    Job(int promptTokens, int wanted) {
      this(promptTokens, wanted, "t", 0);
    }

    Job(int promptTokens, int wanted, String tenant, int priority) {
      super(distinct(promptTokens), false, null, tenant, priority);
      this.wanted = promptLength() + wanted;
    }

    Job(int[] prompt, int wanted) {
      super(prompt, false, null, "t", 0);
      this.wanted = promptLength() + wanted;
    }

    int next() {
      return -1 - length();
    }

    int wanted() {
      return wanted;
    }

    boolean isDone() {
      return length() >= wanted;
    }
  }

  private int[] distinct(int count) {
    int[] tokens = new int[count];
    for (int i = 0; i < count; i++) {
      tokens[i] = nextToken++;
    }
    return tokens;
  }

  /** Takes the steps an engine would, and checks every plan. */
  private static final class Engine {
    final BlockPool pool;
    final QueueGate gate = new QueueGate(1_000_000, () -> 0);
    final Scheduler<Job> scheduler;
    final SchedulerLimits limits;
    final List<Job> open = new ArrayList<>();
    final List<Job> finished = new ArrayList<>();

    Engine(int blocks, SchedulerLimits limits) {
      this.limits = limits;
      pool = new BlockPool(blocks);
      scheduler = new Scheduler<>(limits, pool, new PrefixCache(pool), gate);
    }

    Job submit(Job job) {
      assertThat(gate.tryEnter(job.promptLength())).isTrue();
      scheduler.submit(job);
      open.add(job);
      return job;
    }

    void finish(Job job) {
      scheduler.finish(job);
      open.remove(job);
      finished.add(job);
    }

    boolean step() {
      StepPlan<Job> plan = scheduler.schedule();
      assertThat(plan.tokens()).isLessThanOrEqualTo(limits.maxBatchTokens());
      assertThat(plan.logitRows()).isLessThanOrEqualTo(limits.maxLogitRows());
      assertThat(scheduler.runningCount()).isLessThanOrEqualTo(limits.maxRunning());
      Map<Integer, Integer> holders = new HashMap<>();
      for (int chunk = 0; chunk < plan.size(); chunk++) {
        Job job = plan.sequence(chunk);
        int end = plan.start(chunk) + plan.count(chunk);
        assertThat(plan.start(chunk)).isEqualTo(job.computed());
        assertThat(job.blocks().size()).isGreaterThanOrEqualTo(BlockPool.blocksFor(end));
        for (int i = plan.start(chunk) / BlockPool.BLOCK_TOKENS; i < job.blocks().size(); i++) {
          assertThat(holders.put(job.blocks().blocks()[i], chunk)).as("writer of a block").isNull();
        }
      }
      for (int chunk = 0; chunk < plan.size(); chunk++) {
        settle(plan.sequence(chunk), plan.count(chunk) - plan.drafts(chunk));
      }
      return !plan.isEmpty();
    }

    private void settle(Job job, int count) {
      scheduler.settle(job, count);
      if (job.computed() == job.length()) {
        job.append(job.next());
        while (job.isGuessed()) {
          scheduler.confirm(job);
          job.append(job.next());
        }
        if (job.isDone()) {
          finish(job);
        }
      }
    }

    void runUntil(BooleanSupplier condition) {
      int steps = 0;
      while (!condition.getAsBoolean()) {
        assertThat(step()).as("something to do").isTrue();
        assertThat(steps++).isLessThan(10_000);
      }
    }

    void runAll() {
      runUntil(open::isEmpty);
    }
  }
}
