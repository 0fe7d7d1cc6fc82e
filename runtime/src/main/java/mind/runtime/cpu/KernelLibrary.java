package mind.runtime.cpu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import mind.runtime.RuntimeFailure;

/**
 * The kernels that are linked into this process, by the digest of their object. Programs share
 * them; beyond a number, those that no program has held for longest are unloaded.
 */
public final class KernelLibrary implements AutoCloseable {
  private record Name(String digest, String symbol) {}

  /** A kernel that is linked or about to be, and how many programs hold it. */
  private static final class Entry {
    final Name name;
    final Session session;
    final CompletableFuture<JitSession.Linked> linked = new CompletableFuture<>();
    int holders;

    Entry(Name name, Session session) {
      this.name = name;
      this.session = session;
    }
  }

  /**
   * Objects of other contents may define the same symbol (two builds of the compiler); each goes to
   * a session without it.
   */
  private record Session(JitSession jit, Set<String> symbols) {}

  private final int capacity;
  private final Map<Name, Entry> entries = new HashMap<>();

  /** Entries without holders; the one that has been idle longest comes first. */
  private final LinkedHashSet<Entry> idle = new LinkedHashSet<>();

  private final List<Session> sessions = new ArrayList<>();
  private boolean closed;

  /**
   * @param capacity kernels to keep that no program holds
   */
  public KernelLibrary(int capacity) {
    this.capacity = capacity;
  }

  /**
   * A kernel to call, until it is closed. Kernels are fetched and linked side by side; who asks for
   * one that another thread is linking waits for it, and shares its failure.
   *
   * @param digest of the object's bytes, which the caller has checked
   * @param object gives the bytes; called only if the kernel isn't linked yet
   * @throws RuntimeFailure E6003 if the object can't be linked
   */
  public LoadedKernel load(String digest, String symbol, Supplier<byte[]> object) {
    Name name = new Name(digest, symbol);
    Entry entry;
    boolean isNew;
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("the library is closed");
      }
      Entry known = entries.get(name);
      isNew = known == null;
      entry = known == null ? enter(name) : known;
      entry.holders++;
      idle.remove(entry);
    }
    JitSession.Linked linked = isNew ? link(entry, object) : await(entry);
    return new LoadedKernel(linked.address(), () -> release(entry));
  }

  private Entry enter(Name name) {
    Session session =
        sessions.stream()
            .filter(s -> !s.symbols().contains(name.symbol()))
            .findFirst()
            .orElseGet(this::newSession);
    Entry entry = new Entry(name, session);
    session.symbols().add(name.symbol());
    entries.put(name, entry);
    return entry;
  }

  private Session newSession() {
    Session session = new Session(new JitSession(), new HashSet<>());
    sessions.add(session);
    return session;
  }

  private JitSession.Linked link(Entry entry, Supplier<byte[]> object) {
    try {
      JitSession.Linked linked = entry.session.jit().link(object.get(), entry.name.symbol());
      entry.linked.complete(linked);
      return linked;
    } catch (JitSession.LinkFailure e) {
      throw failed(
          entry, new RuntimeFailure("E6003", "kernel can't be linked: " + e.getMessage(), e));
    } catch (RuntimeException e) {
      throw failed(entry, e);
    } catch (Error e) {
      throw failed(entry, e);
    }
  }

  /** Forgets an entry, so that the next to ask for it tries again. */
  private synchronized <T extends Throwable> T failed(Entry entry, T failure) {
    entries.remove(entry.name);
    entry.session.symbols().remove(entry.name.symbol());
    entry.linked.completeExceptionally(failure);
    return failure;
  }

  private static JitSession.Linked await(Entry entry) {
    try {
      return entry.linked.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }

  private synchronized void release(Entry entry) {
    entry.holders--;
    if (entry.holders == 0 && !closed) {
      idle.add(entry);
      if (idle.size() > capacity) {
        unload(idle.removeFirst());
      }
    }
  }

  private void unload(Entry entry) {
    entry.session.jit().remove(entry.linked.join());
    entry.session.symbols().remove(entry.name.symbol());
    entries.remove(entry.name);
  }

  /** How many kernels are linked now, or about to be. */
  public synchronized int size() {
    return entries.size();
  }

  /** Unloads everything; no kernel may be running, and none be loaded. */
  @Override
  public synchronized void close() {
    closed = true;
    entries.clear();
    idle.clear();
    sessions.forEach(s -> s.jit().close());
    sessions.clear();
  }
}
