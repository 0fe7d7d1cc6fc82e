package mind.runtime.cpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the symbol table of a 64-bit ELF object, as the System V ABI lays it out. */
final class ElfSymbols {
  private static final int SYMBOL_TABLE = 2;
  private static final int SYMBOL_BYTES = 24;

  private ElfSymbols() {}

  /** Names of the symbols that the object needs from elsewhere. */
  static List<String> undefined(byte[] object) {
    return names(object, false);
  }

  /** Names of the symbols that it defines. */
  static List<String> defined(byte[] object) {
    return names(object, true);
  }

  private static List<String> names(byte[] object, boolean defined) {
    ByteBuffer elf = ByteBuffer.wrap(object).order(ByteOrder.LITTLE_ENDIAN);
    int sections = (int) elf.getLong(0x28);
    int sectionBytes = elf.getShort(0x3a);
    int count = elf.getShort(0x3c);
    List<String> names = new ArrayList<>();
    for (int s = 0; s < count; s++) {
      int header = sections + s * sectionBytes;
      if (elf.getInt(header + 4) == SYMBOL_TABLE) {
        int at = (int) elf.getLong(header + 0x18);
        int size = (int) elf.getLong(header + 0x20);
        int strings = sections + elf.getInt(header + 0x28) * sectionBytes;
        int text = (int) elf.getLong(strings + 0x18);
        for (int symbol = at; symbol < at + size; symbol += SYMBOL_BYTES) {
          String name = string(object, text + elf.getInt(symbol));
          if (!name.isEmpty() && (elf.getShort(symbol + 6) != 0) == defined) {
            names.add(name);
          }
        }
      }
    }
    return names;
  }

  private static String string(byte[] bytes, int at) {
    int end = at;
    while (bytes[end] != 0) {
      end++;
    }
    return new String(bytes, at, end - at, StandardCharsets.UTF_8);
  }
}
