package mind.laws.source;

import java.util.List;

/**
 * Choices, made beforehand. Where they end, or a choice is 0, the simplest is chosen: a shorter
 * tape and smaller numbers make a simpler program, which is how failing ones shrink.
 */
final class Tape {
  private final List<Integer> choices;
  private int at;
  private int end;

  Tape(List<Integer> choices) {
    this.choices = choices;
    this.end = choices.size();
  }

  /** Lets it end at that part of it, for now: something is to be left for what comes later. */
  void endAt(double part) {
    end = (int) (choices.size() * part);
  }

  boolean hasEnded() {
    return at >= end;
  }

  /** One of {@code count} alternatives, from 0. */
  int next(int count) {
    return hasEnded() || count <= 1 ? 0 : choices.get(at++) % count;
  }

  boolean flip() {
    return next(2) == 1;
  }

  <T> T pick(List<T> alternatives) {
    return alternatives.get(next(alternatives.size()));
  }

  @SafeVarargs
  final <T> T pick(T... alternatives) {
    return alternatives[next(alternatives.length)];
  }
}
