package mind.server;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import mind.server.store.Durability;

/**
 * All that can be set about a server. Keys in files are the components' names in snake case, such
 * as {@code store.memory_bytes}; {@link ConfigReader} reads them.
 */
public record ServerConfig(
    Listen listen,
    MetricsPort metrics,
    StoreSettings store,
    LimitSettings limits,
    Threads threads,
    Memory memory,
    Drain drain) {

  /** A port that is not opened at all. */
  public static final int OFF = -1;

  /**
   * Where gRPC listens.
   *
   * @param port 0 takes any free one
   * @param plaintext allows a host beyond loopback although nothing is encrypted
   */
  public record Listen(String host, int port, boolean plaintext) {}

  /**
   * Where /metrics, /livez and /readyz are served.
   *
   * @param port 0 takes any free one, {@link #OFF} none
   */
  public record MetricsPort(String host, int port) {}

  /**
   * Where artifacts are kept.
   *
   * @param folder of the disk store; empty: $MIND_STORE, else the user's cache folder
   * @param diskBytes the bound of the disk store
   * @param minLifetimeSeconds how long an entry stays after its last use, whatever the bound
   * @param durability {@code process} or {@code fsync}
   */
  public record StoreSettings(
      String folder,
      long memoryBytes,
      long diskBytes,
      long minLifetimeSeconds,
      Durability durability) {}

  /**
   * What one request may be, and how many there may be.
   *
   * @param inlineTensorBytes of all tensors of a request, or of a response, together
   * @param calls under way at once, whether they run or wait
   */
  public record LimitSettings(int sourceBytes, int inlineTensorBytes, int calls) {}

  /**
   * What runs at once.
   *
   * @param compile threads for the compiler; 0: one per core
   * @param execute programs that run at the same time; 0: one per core
   * @param queued requests that may wait for either
   */
  public record Threads(int compile, int execute, int queued) {}

  /**
   * What Execute may occupy outside the heap.
   *
   * @param executeBytes of all runs together: arenas, inputs and outputs
   * @param programsBytes of loaded programs together
   */
  public record Memory(long executeBytes, long programsBytes) {}

  /**
   * How a server stops.
   *
   * @param delaySeconds how long it still accepts calls after it said NOT_SERVING
   * @param graceSeconds how long calls under way may take after that
   */
  public record Drain(int delaySeconds, int graceSeconds) {}

  /** What {@code mind serve} uses when told nothing. */
  public static ServerConfig defaults() {
    long heap = Runtime.getRuntime().maxMemory();
    return new ServerConfig(
        new Listen("127.0.0.1", 50051, false),
        new MetricsPort("127.0.0.1", 9464),
        new StoreSettings("", Math.min(1L << 30, heap / 8), 10L << 30, 3600, Durability.PROCESS),
        new LimitSettings(1 << 20, 3 << 20, 512),
        new Threads(0, 0, 256),
        new Memory(defaultExecuteBytes(heap), 1L << 30),
        new Drain(0, 30));
  }

  /** Half of what the heap leaves of the machine's memory, or the container's. */
  private static long defaultExecuteBytes(long heap) {
    long all =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    return Math.max(64L << 20, (all - heap) / 2);
  }

  /**
   * A server inside another program: any free port of loopback, no metrics port, and room for large
   * tensors, since no other client's defaults matter.
   */
  public static ServerConfig embedded(Path storeFolder) {
    ServerConfig base = defaults();
    return new ServerConfig(
        new Listen("127.0.0.1", 0, false),
        new MetricsPort("127.0.0.1", OFF),
        new StoreSettings(
            storeFolder.toString(),
            base.store().memoryBytes(),
            base.store().diskBytes(),
            base.store().minLifetimeSeconds(),
            base.store().durability()),
        new LimitSettings(base.limits().sourceBytes(), 1 << 30, base.limits().calls()),
        base.threads(),
        base.memory(),
        new Drain(0, 0));
  }

  /**
   * Reads a YAML file, if any, and then the environment's {@code MIND__SECTION__KEY}.
   *
   * @throws ConfigException naming the key that is unknown or can't be used
   */
  public static ServerConfig load(Optional<Path> file, Map<String, String> environment) {
    return ConfigReader.read(defaults(), file, environment);
  }

  /** This configuration, if every number makes sense. */
  ServerConfig validated() {
    between("listen.port", 0, listen.port(), 65535);
    between("metrics.port", OFF, metrics.port(), 65535);
    between("store.memory_bytes", 0, store.memoryBytes(), Long.MAX_VALUE);
    between("store.disk_bytes", 1 << 20, store.diskBytes(), Long.MAX_VALUE);
    between("store.min_lifetime_seconds", 0, store.minLifetimeSeconds(), 1L << 32);
    between("limits.source_bytes", 1, limits.sourceBytes(), 1 << 30);
    between("limits.inline_tensor_bytes", 1, limits.inlineTensorBytes(), 1 << 30);
    between("limits.calls", 1, limits.calls(), 1 << 20);
    between("threads.compile", 0, threads.compile(), 4096);
    between("threads.execute", 0, threads.execute(), 4096);
    between("threads.queued", 1, threads.queued(), 1 << 20);
    between("memory.programs_bytes", 0, memory.programsBytes(), Long.MAX_VALUE);
    between("memory.execute_bytes", 1 << 20, memory.executeBytes(), Long.MAX_VALUE);
    between("drain.delay_seconds", 0, drain.delaySeconds(), 3600);
    between("drain.grace_seconds", 0, drain.graceSeconds(), 3600);
    return this;
  }

  private static void between(String key, long least, long value, long most) {
    if (value < least || value > most) {
      throw new ConfigException(
          "%s is %d; it must be from %d to %d".formatted(key, value, least, most));
    }
  }

  /** The folder of the disk store after defaults: {@code MIND_STORE}, or under the user's cache. */
  public static Path defaultStoreFolder(Map<String, String> environment) {
    String chosen = environment.getOrDefault("MIND_STORE", "");
    if (!chosen.isEmpty()) {
      return Path.of(chosen);
    }
    String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path parent =
        cache.isEmpty() ? Path.of(System.getProperty("user.home", "."), ".cache") : Path.of(cache);
    return parent.resolve("mind");
  }

  Path storeFolder() {
    return store.folder().isEmpty() ? defaultStoreFolder(System.getenv()) : Path.of(store.folder());
  }
}
