package mind.compiler.kernel.math;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.net.URI;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongBinaryOperator;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.ScalarCode;

/**
 * Scalar code as a Java class of its own, some hundred times faster than its evaluator, so that
 * tests can visit many points. It knows what the math package uses.
 */
final class GeneratedScalar {
  private GeneratedScalar() {}

  /** The first result, as bits, as a function of the bits of loads 0 and 1. */
  static LongBinaryOperator compile(ScalarCode code) {
    StringBuilder tables = new StringBuilder();
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < code.instructions().size(); i++) {
      ScalarCode.Instruction instruction = code.instructions().get(i);
      if (instruction instanceof ScalarCode.Lookup l) {
        tables.append("  private static final long[] T%d = {".formatted(i));
        l.table().forEach(bits -> tables.append(bits).append("L,"));
        tables.append("};\n");
      }
      body.append("    %s v%d = %s;\n".formatted(type(instruction.dtype()), i, value(code, i)));
    }
    int result = code.results().getFirst();
    return load(
        """
        package mind.compiler.kernel.math;
        final class Generated implements java.util.function.LongBinaryOperator {
        %s
          public long applyAsLong(long a0, long a1) {
        %s    return %s;
          }
        }
        """
            .formatted(
                tables, body, toBits(code.instructions().get(result).dtype(), "v" + result)));
  }

  private static String type(DType dtype) {
    return switch (dtype) {
      case BOOL -> "boolean";
      case I32 -> "int";
      case I64 -> "long";
      case F32 -> "float";
      case F64 -> "double";
    };
  }

  private static String toBits(DType dtype, String value) {
    return switch (dtype) {
      case BOOL -> value + " ? 1 : 0";
      case I32, I64 -> value;
      case F32 -> "Float.floatToRawIntBits(" + value + ")";
      case F64 -> "Double.doubleToRawLongBits(" + value + ")";
    };
  }

  private static String fromBits(DType dtype, String bits) {
    return switch (dtype) {
      case BOOL -> bits + " != 0";
      case I32 -> "(int) " + bits;
      case I64 -> bits;
      case F32 -> "Float.intBitsToFloat((int) " + bits + ")";
      case F64 -> "Double.longBitsToDouble(" + bits + ")";
    };
  }

  private static String value(ScalarCode code, int i) {
    return switch (code.instructions().get(i)) {
      case ScalarCode.Load l -> fromBits(l.dtype(), "a" + l.operand());
      case ScalarCode.Literal l -> fromBits(l.dtype(), l.bits() + "L");
      case ScalarCode.Lookup l -> fromBits(l.dtype(), "T%d[(int) v%d]".formatted(i, l.index()));
      case ScalarCode.Apply a -> value(code, a);
      case ScalarCode.AxisValue a -> throw new IllegalArgumentException("" + a);
      case ScalarCode.Combined c -> throw new IllegalArgumentException("" + c);
    };
  }

  private static String value(ScalarCode code, ScalarCode.Apply apply) {
    List<Integer> operands = apply.operands();
    DType from = code.instructions().get(operands.getLast()).dtype();
    Function<Integer, String> v = i -> "v" + operands.get(i);
    Function<String, String> infix = op -> v.apply(0) + " " + op + " " + v.apply(1);
    String cast = "(" + type(apply.dtype()) + ") ";
    return switch (apply.op()) {
      case ADD -> infix.apply("+");
      case SUB -> infix.apply("-");
      case MUL -> infix.apply("*");
      case DIV -> infix.apply("/");
      case AND -> infix.apply("&");
      case OR -> infix.apply("|");
      case XOR -> infix.apply("^");
      case SHL -> infix.apply("<<");
      case LSHR -> infix.apply(">>>");
      case ASHR -> infix.apply(">>");
      case EQ -> infix.apply("==");
      case NE -> infix.apply("!=");
      case LT -> infix.apply("<");
      case LE -> infix.apply("<=");
      case GT -> infix.apply(">");
      case GE -> infix.apply(">=");
      case FMA -> "Math.fma(%s, %s, %s)".formatted(v.apply(0), v.apply(1), v.apply(2));
      case SQRT -> cast + "Math.sqrt(%s)".formatted(v.apply(0));
      case FLOOR -> cast + "Math.floor(%s)".formatted(v.apply(0));
      case NEG -> "-" + v.apply(0);
      case ABS -> "Math.abs(%s)".formatted(v.apply(0));
      case MAX -> "Math.max(%s, %s)".formatted(v.apply(0), v.apply(1));
      case MIN -> "Math.min(%s, %s)".formatted(v.apply(0), v.apply(1));
      case SELECT -> "%s ? %s : %s".formatted(v.apply(0), v.apply(1), v.apply(2));
      case CONVERT -> cast + v.apply(0);
      case BITCAST -> fromBits(apply.dtype(), "(" + toBits(from, v.apply(0)) + ")");
      case ZEXT -> v.apply(0) + " & 0xffffffffL";
      case SDIV, SREM, TRUNC -> throw new IllegalArgumentException("" + apply.op());
    };
  }

  private static LongBinaryOperator load(String source) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    StringWriter messages = new StringWriter();
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (JavaFileManager standard = compiler.getStandardFileManager(null, null, null);
        JavaFileManager manager = new InMemory(standard, bytes)) {
      boolean compiled =
          compiler
              .getTask(
                  messages, manager, null, List.of("-proc:none"), null, List.of(new Source(source)))
              .call();
      if (!compiled) {
        throw new IllegalStateException(messages + source);
      }
      return (LongBinaryOperator)
          MethodHandles.lookup()
              .defineHiddenClass(bytes.toByteArray(), true)
              .lookupClass()
              .getDeclaredConstructor()
              .newInstance();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String text) {
      super(URI.create("string:///Generated.java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
    private final OutputStream bytes;

    InMemory(JavaFileManager manager, OutputStream bytes) {
      super(manager);
      this.bytes = bytes;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String name, JavaFileObject.Kind kind, javax.tools.FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("mem:///" + name), kind) {
        @Override
        public OutputStream openOutputStream() {
          return bytes;
        }
      };
    }
  }
}
