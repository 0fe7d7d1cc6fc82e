package mind.runtime.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which blocks are kept. */
class MemoryPoolTest {
  @Test
  void keepsBlocksUntilItIsClosed() {
    MemoryPool pool = new MemoryPool(1 << 20, false);
    NativeMemory block = pool.take(5000);
    pool.give(block);
    assertThat(pool.take(5000)).isSameAs(block);
    pool.close();
    pool.give(block);
    NativeMemory other = pool.take(5000);
    assertThat(other).isNotSameAs(block);
    pool.give(other);
  }

  @Test
  void aBlockIsFreedOnce() {
    NativeMemory block = new NativeMemory(100);
    block.close();
    block.close();
  }
}
