package mind.compiler.check.builtins;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is to be summed: the labels of each operand's dimensions and those of the result, as in
 * {@code "ij,jk->ik"}. A label is a letter; {@link #ELLIPSIS} stands for {@code ...}.
 */
record Equation(List<List<Integer>> operands, List<Integer> result) {
  static final int ELLIPSIS = '.';

  /** What an equation can't be; the message says why. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;

    Malformed(String reason) {
      super(reason, null, false, false);
      this.reason = reason;
    }

    String reason() {
      return reason;
    }
  }

  static Equation parse(String text) throws Malformed {
    String plain = text.replace(" ", "");
    int arrow = plain.indexOf("->");
    String left = arrow < 0 ? plain : plain.substring(0, arrow);
    List<List<Integer>> operands = new ArrayList<>();
    for (String operand : left.split(",", -1)) {
      operands.add(labels(operand));
    }
    List<Integer> result = arrow < 0 ? implicit(operands) : labels(plain.substring(arrow + 2));
    for (int i = 0; i < result.size(); i++) {
      int label = result.get(i);
      if (result.indexOf(label) < i) {
        throw new Malformed("label `" + text(label) + "` is in the result twice");
      }
      if (label != ELLIPSIS && operands.stream().noneMatch(o -> o.contains(label))) {
        throw new Malformed("label `" + text(label) + "` of the result is in no operand");
      }
    }
    return new Equation(List.copyOf(operands), result);
  }

  private static List<Integer> labels(String text) throws Malformed {
    List<Integer> labels = new ArrayList<>();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (text.startsWith("...", i) && !labels.contains(ELLIPSIS)) {
        labels.add(ELLIPSIS);
        i += 2;
      } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
        labels.add((int) c);
      } else {
        throw new Malformed("`" + c + "` is no label");
      }
    }
    return List.copyOf(labels);
  }

  /** Without an arrow: what an ellipsis stands for, then the labels that are there once, sorted. */
  private static List<Integer> implicit(List<List<Integer>> operands) {
    TreeMap<Integer, Long> counts =
        operands.stream()
            .flatMap(List::stream)
            .collect(Collectors.groupingBy(l -> l, TreeMap::new, Collectors.counting()));
    List<Integer> result = new ArrayList<>();
    counts.forEach((label, count) -> {
      if (label == ELLIPSIS || count == 1) { // '.' comes before the letters
        result.add(label);
      }
    });
    return List.copyOf(result);
  }

  static String text(List<Integer> labels) {
    return labels.stream().map(Equation::text).collect(Collectors.joining());
  }

  static String text(int label) {
    return label == ELLIPSIS ? "..." : Character.toString(label);
  }
}
