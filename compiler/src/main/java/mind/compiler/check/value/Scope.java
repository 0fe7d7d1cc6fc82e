package mind.compiler.check.value;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What names stand for, innermost scope first. Small scopes are searched, larger ones hashed. */
public final class Scope {
  private static final int SEARCHED = 8;

  private final @Nullable Scope parent;
  private final boolean ofCall;
  private static final int[] NO_NUMBERS = {};
  private static final Value[] NO_VALUES = {};
  private static final boolean[] NONE = {};

  private int[] names = NO_NUMBERS;
  private Value[] values = NO_VALUES;

  /** Which of the names were declared with {@code mut}; the array ends behind the last such. */
  private boolean[] mutable = NONE;

  private int count;

  /** Slots of a hash table over the last binding of each name; empty while the scope is small. */
  private int[] table = NO_NUMBERS;

  public Scope(@Nullable Scope parent) {
    this(parent, false);
  }

  private Scope(@Nullable Scope parent, boolean ofCall) {
    this.parent = parent;
    this.ofCall = ofCall;
  }

  /** The scope of a call: what lies further out is captured. */
  public static Scope ofCall(Scope parent) {
    return new Scope(parent, true);
  }

  public @Nullable Scope parent() {
    return parent;
  }

  /** Binds a name; an earlier binding of it in this scope is shadowed. */
  public void define(int name, Value value, boolean isMutable) {
    int known = find(name);
    int at = known >= 0 ? known : count;
    if (at == names.length) {
      int larger = Math.max(SEARCHED, count * 2);
      names = Arrays.copyOf(names, larger);
      values = Arrays.copyOf(values, larger);
    }
    names[at] = name;
    values[at] = value;
    if (isMutable && at >= mutable.length) {
      mutable = Arrays.copyOf(mutable, names.length);
    }
    if (at < mutable.length) {
      mutable[at] = isMutable;
    }
    if (known < 0) {
      count++;
      index();
    }
  }

  public void define(int name, Value value) {
    define(name, value, false);
  }

  private void index() {
    if (count <= SEARCHED) {
      return;
    }
    if (count * 2 > table.length) {
      table = new int[Integer.highestOneBit(count) * 8];
      for (int i = 0; i < count; i++) {
        insert(i);
      }
    } else {
      insert(count - 1);
    }
  }

  private void insert(int i) {
    int slot = slot(names[i]);
    while (table[slot] != 0) {
      slot = (slot + 1) & (table.length - 1);
    }
    table[slot] = i + 1;
  }

  private int slot(int name) {
    return ((name * 0x9E3779B1) >>> 8) & (table.length - 1);
  }

  private int find(int name) {
    if (count <= SEARCHED) {
      for (int i = count - 1; i >= 0; i--) {
        if (names[i] == name) {
          return i;
        }
      }
      return -1;
    }
    int slot = slot(name);
    while (table[slot] != 0) {
      if (names[table[slot] - 1] == name) {
        return table[slot] - 1;
      }
      slot = (slot + 1) & (table.length - 1);
    }
    return -1;
  }

  /** What the name stands for here or further out; null if nothing. */
  public @Nullable Value lookup(int name) {
    for (Scope scope = this; scope != null; scope = scope.parent) {
      int i = scope.find(name);
      if (i >= 0) {
        return scope.values[i];
      }
    }
    return null;
  }

  /** What the name stands for in this very scope; null if nothing. */
  public @Nullable Value own(int name) {
    int i = find(name);
    return i < 0 ? null : values[i];
  }

  /** The scope that binds the name; null if none does. */
  public @Nullable Scope owner(int name) {
    for (Scope scope = this; scope != null; scope = scope.parent) {
      if (scope.find(name) >= 0) {
        return scope;
      }
    }
    return null;
  }

  /** Whether the name, as seen from here, belongs to the same call. */
  public boolean isLocal(int name) {
    for (Scope scope = this; scope != null; scope = scope.parent) {
      if (scope.find(name) >= 0) {
        return true;
      }
      if (scope.ofCall) {
        return false;
      }
    }
    return false;
  }

  /** Whether the name, bound in this very scope, was declared with {@code mut}. */
  public boolean isMutable(int name) {
    int i = find(name);
    return i >= 0 && i < mutable.length && mutable[i];
  }

  /** Replaces the value of a name bound in this very scope. */
  public void assign(int name, Value value) {
    values[find(name)] = value;
  }

  /** Adds the names bound here and further out to {@code into}. */
  public void names(java.util.Collection<Integer> into) {
    for (Scope scope = this; scope != null; scope = scope.parent) {
      for (int i = 0; i < scope.count; i++) {
        into.add(scope.names[i]);
      }
    }
  }
}
