package mind.compiler.ir;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import mind.compiler.ir.op.Attributes;
import mind.compiler.ir.op.Op;
import mind.compiler.ir.op.OpText;
import mind.compiler.kernel.DType;

/** Reads IR text, line by line as {@link Printer} writes it, into a verified function. */
public final class IrParser {
  /** The longest name, or part of a dotted one, in bytes: as in programs. */
  private static final int MAX_NAME = 255;

  private final Map<String, Integer> values = new HashMap<>();
  private final String[] lines;
  private int line;
  private String text = "";
  private int at;

  private IrParser(String source) {
    lines = source.split("\r?\n", -1);
  }

  /**
   * Parses one function.
   *
   * @throws IrException E4xxx naming the line
   */
  public static Function parse(String source) {
    IrParser parser = new IrParser(source);
    try {
      return parser.function();
    } catch (IrException e) {
      throw e.at(parser.line);
    }
  }

  private Function function() {
    nextLine();
    expect("fn @");
    FunctionBuilder b = new FunctionBuilder(name());
    expect("(");
    boolean seeded = false;
    while (!accept(")")) {
      if (b.size() > 0) {
        expect(", ");
      }
      if (seeded) {
        throw new IrException("E4004", "the seed is not the last input");
      }
      seeded = accept("seed ");
      expect("%");
      String name = name();
      expect(": ");
      Type type = type();
      if (seeded && !(name.equals("seed") && type.equals(Type.scalar(DType.I64)))) {
        throw new IrException("E4004", "the seed is %seed: i64[]");
      }
      values.put(name, seeded ? b.seed() : b.input(name, type));
    }
    Map<String, Type> header = header();
    nextLine();
    while (!accept("  return ")) {
      if (accept("  debug ")) {
        debug(b);
      } else {
        instruction(b);
      }
      nextLine();
    }
    outputs(b, header);
    nextLine();
    expect("}");
    end();
    while (line < lines.length) { // nothing but the end of the last line
      nextLine();
      end();
    }
    return b.build();
  }

  private Map<String, Type> header() {
    Map<String, Type> outputs = new LinkedHashMap<>();
    expect(" -> (");
    while (!accept(")")) {
      if (!outputs.isEmpty()) {
        expect(", ");
      }
      String name = word();
      expect(": ");
      if (outputs.put(name, type()) != null) {
        throw new IrException("E4002", "output " + name + " is defined twice");
      }
    }
    expect(" {");
    end();
    return outputs;
  }

  private void outputs(FunctionBuilder b, Map<String, Type> header) {
    boolean first = true;
    for (Map.Entry<String, Type> output : header.entrySet()) {
      if (!first) {
        expect(", ");
      }
      first = false;
      int value = value();
      if (!b.type(value).equals(output.getValue())) {
        throw new IrException(
            "E4003",
            "output " + output.getKey() + " is " + b.type(value) + ", not " + output.getValue());
      }
      b.output(output.getKey(), value);
    }
    end();
  }

  private void instruction(FunctionBuilder b) {
    expect("  %");
    String name = word();
    expect(" = ");
    String op = word();
    String kind = "";
    List<Integer> operands = new ArrayList<>();
    Map<String, String> attributes = new LinkedHashMap<>();
    while (!accept(" : ")) {
      if (accept(operands.isEmpty() ? " %" : ", %")) {
        at--;
        operands.add(value());
      } else {
        expect(" ");
        String word = word();
        boolean twice;
        if (accept("=")) {
          twice = attributes.put(word, attributeValue()) != null;
        } else {
          twice = !kind.isEmpty();
          kind = word;
        }
        if (twice) {
          throw new IrException("E4003", "'" + word + "' is one too many");
        }
      }
    }
    Type type = type();
    end();
    Op parsed =
        OpText.parse(op, new Attributes(kind, attributes), type)
            .orElseThrow(() -> new IrException("E4003", "unknown operation '" + op + "'"));
    int value = b.add(parsed, operands.stream().mapToInt(Integer::intValue).toArray());
    if (!b.type(value).equals(type)) {
      throw new IrException("E4003", "%" + name + " is " + b.type(value) + ", not " + type);
    }
    if (values.put(name, value) != null) {
      throw new IrException("E4002", "%" + name + " is defined twice");
    }
  }

  private void debug(FunctionBuilder b) {
    Debug.Kind kind = accept("print ") ? Debug.Kind.PRINT : Debug.Kind.FAIL;
    if (kind == Debug.Kind.FAIL) {
      expect("fail ");
    }
    String format = string();
    List<Integer> printed = new ArrayList<>();
    expect("(");
    while (!accept(")")) {
      if (!printed.isEmpty()) {
        expect(", ");
      }
      printed.add(value());
    }
    OptionalInt when = accept(" when ") ? OptionalInt.of(value()) : OptionalInt.empty();
    end();
    b.debug(new Debug(b.size(), kind, format, printed, when));
  }

  private String string() {
    expect("\"");
    StringBuilder string = new StringBuilder();
    while (!accept("\"")) {
      if (at == text.length()) {
        throw new IrException("E4003", "'\"' is missing at column " + (at + 1));
      }
      string.append(accept("\\n") ? '\n' : escaped());
    }
    return string.toString();
  }

  private char escaped() {
    at += text.startsWith("\\\"", at) || text.startsWith("\\\\", at) ? 1 : 0;
    return text.charAt(at++);
  }

  private int value() {
    expect("%");
    String name = word();
    Integer value = values.get(name);
    if (value == null) {
      throw new IrException("E4001", "%" + name + " is used before its definition");
    }
    return value;
  }

  private Type type() {
    String name = word();
    DType dtype =
        DType.of(name).orElseThrow(() -> new IrException("E4003", "unknown dtype '" + name + "'"));
    expect("[");
    List<Integer> dims = new ArrayList<>();
    while (!accept("]")) {
      if (!dims.isEmpty()) {
        expect(",");
      }
      String dim = word();
      try {
        dims.add(Integer.parseInt(dim));
      } catch (NumberFormatException e) {
        throw new IrException("E4003", "'" + dim + "' is no dimension");
      }
    }
    if (dims.size() > Type.MAX_RANK) {
      throw new IrException(
          "E3002",
          "a tensor of " + dims.size() + " dimensions, where the limit is " + Type.MAX_RANK);
    }
    Type type = new Type(dtype, Shape.of(dims.stream().mapToInt(Integer::intValue).toArray()));
    boolean fits;
    try {
      fits = type.elements() <= Type.MAX_ELEMENTS;
    } catch (ArithmeticException e) {
      fits = false;
    }
    if (!fits) {
      throw new IrException("E7003", "a tensor of " + type + " is too large");
    }
    return type;
  }

  /** A name that a program gives: what is numbered can't have it. */
  private String name() {
    String name = word();
    int first = name.codePointAt(0);
    if (first != '_' && !Character.isUnicodeIdentifierStart(first)) {
      throw new IrException("E4003", "'" + name + "' is no name of an entry or input");
    }
    return name;
  }

  private String word() {
    int start = at;
    while (at < text.length() && isWordPart(text.codePointAt(at))) {
      at += Character.charCount(text.codePointAt(at));
    }
    if (at == start) {
      throw new IrException("E4003", "a name is missing at column " + (at + 1));
    }
    for (String part : text.substring(start, at).split("\\.", -1)) {
      if (part.getBytes(UTF_8).length > MAX_NAME) {
        throw new IrException("E4003", "a name is longer than " + MAX_NAME + " bytes");
      }
    }
    return text.substring(start, at);
  }

  private static boolean isWordPart(int codePoint) {
    return (Character.isUnicodeIdentifierPart(codePoint)
            && !Character.isIdentifierIgnorable(codePoint))
        || codePoint == '.';
  }

  private String attributeValue() {
    int start = at;
    while (at < text.length() && text.charAt(at) != ' ') {
      at++;
    }
    return text.substring(start, at);
  }

  private void nextLine() {
    if (line == lines.length) {
      throw new IrException("E4003", "the text ends within the function");
    }
    text = lines[line++];
    at = 0;
  }

  private boolean accept(String token) {
    if (text.startsWith(token, at)) {
      at += token.length();
      return true;
    }
    return false;
  }

  private void expect(String token) {
    if (!accept(token)) {
      throw new IrException("E4003", "'" + token + "' is missing at column " + (at + 1));
    }
  }

  private void end() {
    if (at != text.length()) {
      throw new IrException("E4003", "unexpected text at column " + (at + 1));
    }
  }
}
