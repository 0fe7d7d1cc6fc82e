package mind.server.compile;

import com.google.protobuf.ByteString;
import java.util.List;
import mind.compiler.ir.Tensor;
import mind.compiler.source.LineMap;
import mind.compiler.source.Position;
import mind.compiler.source.Source;
import mind.v1.DType;
import mind.v1.Diagnostic;
import mind.v1.Signature;
import mind.v1.Span;
import mind.v1.TensorType;

/** The compiler's own types as messages of the wire. */
final class Messages {
  private Messages() {}

  static List<Diagnostic> diagnostics(
      String source, List<mind.compiler.diagnostic.Diagnostic> diagnostics) {
    if (diagnostics.isEmpty()) {
      return List.of();
    }
    LineMap lines = Source.of(source).lines();
    return diagnostics.stream().map(each -> diagnostic(lines, each)).toList();
  }

  private static Diagnostic diagnostic(
      LineMap lines, mind.compiler.diagnostic.Diagnostic diagnostic) {
    Diagnostic.Builder message =
        Diagnostic.newBuilder()
            .setCode(diagnostic.code())
            .setSeverity(
                switch (diagnostic.severity()) {
                  case ERROR -> Diagnostic.Severity.ERROR;
                  case WARNING -> Diagnostic.Severity.WARNING;
                })
            .setMessage(diagnostic.message())
            .setSpan(span(lines, diagnostic.span()))
            .addAllNotes(diagnostic.notes());
    diagnostic.help().ifPresent(message::setHelp);
    return message.build();
  }

  private static Span span(LineMap lines, mind.compiler.source.Span span) {
    Position start = lines.position(span.start());
    Position end = lines.position(span.end());
    return Span.newBuilder()
        .setLine(start.line())
        .setColumn(start.column())
        .setEndLine(end.line())
        .setEndColumn(end.column())
        .setStartByte(span.start())
        .setEndByte(span.end())
        .build();
  }

  static Signature signature(mind.compiler.check.Signature signature) {
    Signature.Builder message = Signature.newBuilder().setName(signature.name());
    signature.inputs().forEach(input -> message.addInputs(parameter(input)));
    signature.outputs().forEach(output -> message.addOutputs(parameter(output)));
    return message.build();
  }

  private static Signature.Parameter parameter(mind.compiler.check.Signature.Parameter parameter) {
    Signature.Parameter.Builder message =
        Signature.Parameter.newBuilder()
            .setName(parameter.name())
            .setDtype(dtype(parameter.dtype()))
            .addAllShape(parameter.shape())
            .setHasDefault(parameter.hasDefault());
    parameter.defaultValue().map(Messages::tensor).ifPresent(message::setDefaultValue);
    return message.build();
  }

  private static mind.v1.Tensor tensor(Tensor tensor) {
    TensorType.Builder type = TensorType.newBuilder().setDtype(dtype(tensor.type().dtype()));
    for (int dimension : tensor.type().shape().dims()) {
      type.addShape(dimension);
    }
    return mind.v1.Tensor.newBuilder()
        .setType(type)
        .setRaw(ByteString.copyFrom(tensor.bytes()))
        .build();
  }

  private static DType dtype(mind.compiler.kernel.DType dtype) {
    return switch (dtype) {
      case BOOL -> DType.BOOL;
      case I32 -> DType.I32;
      case I64 -> DType.I64;
      case F32 -> DType.F32;
      case F64 -> DType.F64;
    };
  }
}
