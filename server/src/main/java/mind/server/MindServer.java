package mind.server;

import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import mind.server.attest.Attestor;
import mind.server.attest.SigningKey;
import mind.server.compile.ArtifactCache;
import mind.server.compile.CompileService;
import mind.server.compile.CompilerPort;
import mind.server.compile.MindCompiler;
import mind.server.compile.StoredArtifacts;
import mind.server.execute.CpuExecutor;
import mind.server.execute.ExecuteService;
import mind.server.execute.ExecutorPort;
import mind.server.execute.InlineTensors;
import mind.server.load.WorkPool;
import mind.server.rpc.ArtifactsHandler;
import mind.server.rpc.CallsInterceptor;
import mind.server.rpc.CompilerHandler;
import mind.server.rpc.ExecutorHandler;
import mind.server.rpc.FaultInterceptor;
import mind.server.rpc.Limits;
import mind.server.rpc.MetricsInterceptor;
import mind.server.store.DiskStore;
import mind.server.store.Store;
import mind.server.store.StoreException;
import mind.server.store.Stores;
import mind.server.telemetry.Metrics;
import mind.server.telemetry.MetricsServer;
import mind.v1.ArtifactsGrpc;
import mind.v1.CompilerGrpc;
import mind.v1.ExecutorGrpc;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server. Everything is constructed and wired here. */
public final class MindServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(MindServer.class);

  private final ServerConfig config;
  private final HealthStatusManager health = new HealthStatusManager();
  private final AtomicBoolean draining = new AtomicBoolean();

  /** Closed in reverse order of opening. */
  private final Deque<AutoCloseable> resources = new ArrayDeque<>();

  private final Server grpc;
  private final OptionalInt metricsPort;

  /**
   * Starts a server; it answers when this returns.
   *
   * @throws ConfigException when the configuration can't be used
   * @throws StoreException when the store's folder can't be used
   * @throws IOException when a port can't be opened
   */
  public static MindServer start(ServerConfig config) throws IOException {
    return new MindServer(config, new MindCompiler(), new CpuExecutor());
  }

  /** Starts a server with another compiler and runtime, which {@link #close} closes. */
  static MindServer start(ServerConfig config, CompilerPort compiler, ExecutorPort executor)
      throws IOException {
    return new MindServer(config, compiler, executor);
  }

  private MindServer(ServerConfig config, CompilerPort compiler, ExecutorPort executor)
      throws IOException {
    this.config = config;
    opened(compiler);
    opened(executor);
    try {
      InetSocketAddress address = address(config.listen());
      Metrics metrics = opened(new Metrics());
      Path folder = config.storeFolder();
      Store store =
          opened(
              Stores.open(
                  folder, diskOptions(config), config.store().memoryBytes(), metrics.registry()));
      Attestor attestor = new Attestor(SigningKey.openOrCreate(folder.resolve("keys")));
      ArtifactCache cache = new ArtifactCache(store, attestor);
      StoredArtifacts artifacts = new StoredArtifacts(cache);
      CompileService compiles =
          new CompileService(
              compiler, cache, pool("compile", config.threads().compile(), metrics), metrics);
      ExecuteService executes =
          opened(
              new ExecuteService(
                  executor,
                  store,
                  artifacts,
                  compiles,
                  pool("execute", config.threads().execute(), metrics),
                  new ExecuteService.Bounds(
                      config.memory().programsBytes(),
                      config.memory().executeBytes(),
                      new InlineTensors(config.limits().inlineTensorBytes())),
                  metrics));
      grpc = grpc(address, compiles, executes, artifacts, metrics).start();
      opened((AutoCloseable) grpc::shutdownNow); // has no effect after close, but a start may fail
      metricsPort = startMetrics(metrics);
      setServing(ServingStatus.SERVING);
    } catch (IOException | RuntimeException e) {
      closeResources();
      throw e;
    }
    log.info("listening on {}:{}, store {}", config.listen().host(), port(), config.storeFolder());
  }

  private <T extends AutoCloseable> T opened(T resource) {
    resources.push(resource);
    return resource;
  }

  private static InetSocketAddress address(ServerConfig.Listen listen) {
    InetAddress host = resolve(listen.host());
    if (!host.isLoopbackAddress() && !listen.plaintext()) {
      throw new ConfigException(
          "listen.host %s is beyond this machine and nothing is encrypted; set listen.plaintext to true if the network is trusted"
              .formatted(listen.host()));
    }
    return new InetSocketAddress(host, listen.port());
  }

  private static InetAddress resolve(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new ConfigException("the host %s is unknown".formatted(host));
    }
  }

  private static DiskStore.Options diskOptions(ServerConfig config) {
    ServerConfig.StoreSettings store = config.store();
    return new DiskStore.Options(
        store.diskBytes(), Duration.ofSeconds(store.minLifetimeSeconds()), store.durability());
  }

  private WorkPool pool(String name, int threads, Metrics metrics) {
    int count = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    WorkPool pool = opened(new WorkPool(name, count, config.threads().queued()));
    metrics.watch(name, pool);
    return pool;
  }

  private Server grpc(
      InetSocketAddress address,
      CompileService compiles,
      ExecuteService executes,
      StoredArtifacts artifacts,
      Metrics metrics) {
    ExecutorService handlers = opened(Executors.newVirtualThreadPerTaskExecutor());
    Limits limits =
        new Limits(
            config.limits().sourceBytes(), new InlineTensors(config.limits().inlineTensorBytes()));
    // The interceptor added last is outermost: it sees the status that all others agreed on.
    return NettyServerBuilder.forAddress(address)
        .executor(handlers)
        .maxConcurrentCallsPerConnection(100)
        // Clients look up addresses again now and then; calls under way may finish at their
        // leisure.
        .maxConnectionAge(5, TimeUnit.MINUTES)
        .maxInboundMessageSize(limits.maxMessageBytes())
        .addService(FaultInterceptor.guarded(new CompilerHandler(compiles, limits)))
        .addService(FaultInterceptor.guarded(new ExecutorHandler(executes, limits)))
        .addService(FaultInterceptor.guarded(new ArtifactsHandler(artifacts)))
        .addService(FaultInterceptor.guarded(health.getHealthService()))
        .addService(FaultInterceptor.guarded(ProtoReflectionServiceV1.newInstance()))
        .intercept(new FaultInterceptor())
        .intercept(new CallsInterceptor(config.limits().calls()))
        .intercept(new MetricsInterceptor(metrics))
        .permitKeepAliveWithoutCalls(true)
        .permitKeepAliveTime(10, TimeUnit.SECONDS)
        .build();
  }

  private OptionalInt startMetrics(Metrics metrics) throws IOException {
    ServerConfig.MetricsPort settings = config.metrics();
    if (settings.port() == ServerConfig.OFF) {
      return OptionalInt.empty();
    }
    InetSocketAddress address = new InetSocketAddress(resolve(settings.host()), settings.port());
    try {
      return OptionalInt.of(
          opened(MetricsServer.start(address, metrics, () -> !draining.get())).port());
    } catch (BindException e) {
      throw new IOException(
          "can't listen on %s:%d (metrics.host, metrics.port): %s"
              .formatted(settings.host(), settings.port(), e.getMessage()),
          e);
    }
  }

  private void setServing(ServingStatus status) {
    health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
    health.setStatus(CompilerGrpc.SERVICE_NAME, status);
    health.setStatus(ExecutorGrpc.SERVICE_NAME, status);
    health.setStatus(ArtifactsGrpc.SERVICE_NAME, status);
  }

  /** The port gRPC listens on. */
  public int port() {
    return grpc.getPort();
  }

  /** The port of /metrics, if there is one. */
  public OptionalInt metricsPort() {
    return metricsPort;
  }

  /** Waits until the server has been closed. */
  public void awaitTermination() throws InterruptedException {
    grpc.awaitTermination();
  }

  /**
   * Drains and stops: says NOT_SERVING, accepts calls for a while longer so that balancers notice,
   * lets calls under way finish, then ends those that don't.
   */
  @Override
  public void close() {
    if (!draining.compareAndSet(false, true)) {
      return;
    }
    health.enterTerminalState();
    try {
      TimeUnit.SECONDS.sleep(config.drain().delaySeconds());
      grpc.shutdown();
      if (!grpc.awaitTermination(config.drain().graceSeconds(), TimeUnit.SECONDS)) {
        grpc.shutdownNow();
        grpc.awaitTermination(5, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      grpc.shutdownNow();
      Thread.currentThread().interrupt();
    }
    closeResources();
  }

  private void closeResources() {
    while (!resources.isEmpty()) {
      AutoCloseable resource = resources.pop();
      try {
        resource.close();
      } catch (Exception e) {
        log.warn("closing {} failed", resource, e);
      }
    }
  }
}
