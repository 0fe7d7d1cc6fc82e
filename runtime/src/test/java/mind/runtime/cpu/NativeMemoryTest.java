package mind.runtime.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** How blocks lie. */
class NativeMemoryTest {
  private static final long HUGE_PAGE = 2 << 20;

  @Test
  void largeBlocksBeginOnHugePages() {
    for (long bytes : new long[] {1, 100, HUGE_PAGE - 64, HUGE_PAGE, 3 * HUGE_PAGE + 1}) {
      try (NativeMemory block = new NativeMemory(bytes)) {
        assertThat(block.segment().byteSize()).isBetween(bytes, bytes + 63);
        long alignment = bytes < HUGE_PAGE ? NativeMemory.ALIGNMENT : HUGE_PAGE;
        assertThat(block.segment().address() % alignment).isZero();
      }
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theSystemIsAskedForHugePages() throws IOException {
    try (NativeMemory block = new NativeMemory(32 * HUGE_PAGE)) {
      assertThat(flags(block.segment().address() + HUGE_PAGE)).contains("hg");
    }
  }

  /** The flags of the mapping around an address. */
  private static List<String> flags(long address) throws IOException {
    boolean isInside = false;
    for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
      String[] words = line.split("[ -]+", -1);
      if (words[0].matches("[0-9a-f]+")) {
        isInside =
            Long.compareUnsigned(Long.parseUnsignedLong(words[0], 16), address) <= 0
                && Long.compareUnsigned(address, Long.parseUnsignedLong(words[1], 16)) < 0;
      } else if (isInside && words[0].equals("VmFlags:")) {
        return List.of(words);
      }
    }
    throw new AssertionError("no mapping around " + Long.toHexString(address));
  }
}
