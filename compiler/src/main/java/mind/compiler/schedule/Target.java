package mind.compiler.schedule;

import java.util.Arrays;
import java.util.Optional;

/**
 * A machine to compile for. What a name stands for is constant: nothing here is read from the host,
 * so an artifact's bytes are a function of the request alone.
 */
public enum Target {
  /** AVX2 and FMA: any x86-64 server since 2015. */
  X86_64_V3("x86-64-v3", "x86_64-unknown-linux-gnu", "x86-64-v3", "", 32, 16),
  /** AVX-512 F, BW, CD, DQ and VL. */
  X86_64_V4("x86-64-v4", "x86_64-unknown-linux-gnu", "x86-64-v4", "-prefer-256-bit", 64, 32),
  /** 64-bit Arm with NEON. */
  AARCH64("aarch64", "aarch64-unknown-linux-gnu", "generic", "+neon", 16, 32);

  /** What a request without a target gets. */
  public static final Target DEFAULT = X86_64_V3;

  private final String text;
  private final String triple;
  private final String cpu;
  private final String features;
  private final int vectorBytes;
  private final int vectorRegisters;

  Target(
      String text,
      String triple,
      String cpu,
      String features,
      int vectorBytes,
      int vectorRegisters) {
    this.text = text;
    this.triple = triple;
    this.cpu = cpu;
    this.features = features;
    this.vectorBytes = vectorBytes;
    this.vectorRegisters = vectorRegisters;
  }

  /** The name in requests, manifests and keys. */
  public String text() {
    return text;
  }

  /** LLVM's target triple. */
  public String triple() {
    return triple;
  }

  /** LLVM's name of the processor. */
  public String cpu() {
    return cpu;
  }

  /** LLVM's feature string, on top of the processor's own. */
  public String features() {
    return features;
  }

  /** Size of a vector register in bytes. */
  public int vectorBytes() {
    return vectorBytes;
  }

  /** Elements of so many bytes that a vector register holds. */
  public int lanes(int bytes) {
    return vectorBytes / bytes;
  }

  /** Whether loads and stores of some lanes cost no more than those of all. */
  public boolean masksLanes() {
    return this == X86_64_V4;
  }

  /** How many vector registers there are. */
  public int vectorRegisters() {
    return vectorRegisters;
  }

  /** The target with this name, if there is one. */
  public static Optional<Target> of(String text) {
    return Arrays.stream(values()).filter(t -> t.text.equals(text)).findFirst();
  }
}
