package mind.runtime.cpu;

import static mind.runtime.cpu.HandMade.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who has the memory of outputs. */
@Timeout(120)
class OutputMemoryTest {
  private static final int BYTES = 100_000;

  @Test
  void aBlockIsNotReusedWhileAPartOfItIsReachable() throws InterruptedException {
    try (MemoryPool pool = new MemoryPool(1 << 30, true)) {
      OutputMemory memory = new OutputMemory(pool);
      keepPart(memory);
      awaitNothingHeld(memory);
    }
  }

  private static void keepPart(OutputMemory memory) throws InterruptedException {
    ByteBuffer part = memory.newBuffer(BYTES).slice(8, 8);
    part.putLong(0, 42);
    for (int i = 0; i < 100; i++) {
      memory.newBuffer(BYTES).putLong(8, i);
      if (i % 10 == 0) {
        System.gc();
        Thread.sleep(1);
      }
    }
    assertThat(part.getLong(0)).isEqualTo(42);
  }

  private static void awaitNothingHeld(OutputMemory memory) throws InterruptedException {
    while (memory.held() > 0) {
      System.gc();
      Thread.sleep(5);
    }
  }

  @Test
  void blocksGoBackToThePool() throws InterruptedException {
    try (MemoryPool pool = new MemoryPool(1 << 30, false)) {
      OutputMemory memory = new OutputMemory(pool);
      memory.newBuffer(BYTES).putLong(0, 43);
      awaitNothingHeld(memory);
      ByteBuffer again = memory.newBuffer(BYTES);
      assertThat(again.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
      assertThat(again.remaining()).isEqualTo(BYTES);
      assertThat(again.getLong(0)).isEqualTo(43);
    }
  }

  /** Buffers are small objects; a heap that never fills would keep them all. */
  @Test
  void asksTheCollectorWhenMuchIsHeld() {
    try (MemoryPool pool = new MemoryPool(0, false)) {
      OutputMemory memory = new OutputMemory(pool);
      int bytes = 1 << 26;
      long most = 0;
      for (int i = 0; i < 64; i++) {
        memory.newBuffer(bytes);
        most = Math.max(most, memory.held());
      }
      assertThat(most).isLessThan(32L * bytes);
    }
  }

  @Test
  void saysWhenThereIsNoMemory() {
    try (MemoryPool pool = new MemoryPool(0, false)) {
      assertFails("E6004", "no memory for", () -> new OutputMemory(pool).newBuffer(1L << 46));
    }
  }
}
