package mind.runtime.cpu;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import mind.runtime.RuntimeFailure;

/**
 * The kernels that are linked into this process, by the digest of their object. Programs share
 * them; the least recently used ones that no program holds are unloaded beyond a number.
 */
public final class KernelLibrary implements AutoCloseable {
  private record Name(String digest, String symbol) {}

  /** A linked kernel and how many programs hold it. */
  private static final class Entry {
    final Session session;
    final JitSession.Linked linked;
    final String symbol;
    int holders;

    Entry(Session session, JitSession.Linked linked, String symbol) {
      this.session = session;
      this.linked = linked;
      this.symbol = symbol;
    }
  }

  /**
   * Objects of other contents may define the same symbol (two builds of the compiler); each goes to
   * a session without it.
   */
  private record Session(JitSession jit, Set<String> symbols) {}

  private final int capacity;
  private final Map<Name, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private final List<Session> sessions = new ArrayList<>();

  /**
   * @param capacity kernels to keep that no program holds
   */
  public KernelLibrary(int capacity) {
    this.capacity = capacity;
  }

  /**
   * A kernel to call, until it is closed.
   *
   * @param digest of the object's bytes, which the caller has checked
   * @param object gives the bytes; called only if the kernel isn't linked yet
   * @throws RuntimeFailure E6003 if the object can't be linked
   */
  public synchronized LoadedKernel load(String digest, String symbol, Supplier<byte[]> object) {
    Name name = new Name(digest, symbol);
    Entry entry = entries.get(name);
    if (entry == null) {
      entry = link(symbol, object.get());
      entries.put(name, entry);
    }
    entry.holders++;
    trim();
    Entry held = entry;
    return new LoadedKernel(entry.linked.address(), () -> release(held));
  }

  private Entry link(String symbol, byte[] object) {
    Session session =
        sessions.stream()
            .filter(s -> !s.symbols().contains(symbol))
            .findFirst()
            .orElseGet(this::newSession);
    try {
      Entry entry = new Entry(session, session.jit().link(object, symbol), symbol);
      session.symbols().add(symbol);
      return entry;
    } catch (JitSession.LinkFailure e) {
      throw new RuntimeFailure("E6003", "kernel can't be linked: " + e.getMessage(), e);
    }
  }

  private Session newSession() {
    Session session = new Session(new JitSession(), new HashSet<>());
    sessions.add(session);
    return session;
  }

  private synchronized void release(Entry entry) {
    entry.holders--;
    trim();
  }

  private void trim() {
    long idle = entries.values().stream().filter(e -> e.holders == 0).count();
    Iterator<Entry> oldest = entries.values().iterator();
    while (idle > capacity) {
      Entry entry = oldest.next();
      if (entry.holders == 0) {
        entry.session.jit().remove(entry.linked);
        entry.session.symbols().remove(entry.symbol);
        oldest.remove();
        idle--;
      }
    }
  }

  /** How many kernels are linked now. */
  public synchronized int size() {
    return entries.size();
  }

  /** Unloads everything; no kernel may be running. */
  @Override
  public synchronized void close() {
    entries.clear();
    sessions.forEach(s -> s.jit().close());
    sessions.clear();
  }
}
