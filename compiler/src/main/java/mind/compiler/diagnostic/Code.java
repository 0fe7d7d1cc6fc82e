package mind.compiler.diagnostic;

/**
 * Every diagnostic code with its meaning. Codes are stable: they are never renumbered or reused.
 */
public enum Code {
  SYNTAX("E1001", "syntax error"),
  INVALID_CHARACTER("E1002", "invalid character in source or name"),
  UNTERMINATED_STRING("E1003", "unterminated string"),
  INVALID_ESCAPE("E1004", "invalid escape sequence"),
  INVALID_NUMBER("E1005", "invalid number"),
  UNTERMINATED_COMMENT("E1006", "unterminated block comment"),
  TYPE_MISMATCH("E2001", "type mismatch"),
  UNDEFINED_NAME("E2002", "undefined name"),
  CANNOT_INFER("E2003", "cannot infer a type or dimension"),
  DTYPE_MISMATCH("E2004", "dtype mismatch in an operation"),
  DTYPE_NOT_ALLOWED("E2005", "dtype not allowed here"),
  UNSUPPORTED("E2006", "unsupported language feature"),
  ARGUMENTS("E2007", "wrong number of arguments"),
  DUPLICATE("E2008", "name defined twice"),
  NOT_ASSIGNABLE("E2009", "cannot be assigned to"),
  BROADCAST("E3001", "broadcasting failed"),
  RANK("E3002", "rank mismatch"),
  INNER_DIMENSIONS("E3003", "inner dimensions differ"),
  AXIS_RANGE("E3004", "axis out of range"),
  AXIS_DUPLICATE("E3005", "axis given twice"),
  DIMENSION("E3006", "zero or negative dimension"),
  RESHAPE("E3007", "reshape changes the element count"),
  PERMUTATION("E3008", "bad permutation"),
  SQUEEZE("E3009", "squeeze of a dimension that is not 1"),
  LITERAL_SHAPE("E3010", "literal's shape differs from its declared type"),
  IR_UNDEFINED("E4001", "IR: used before its definition"),
  IR_DUPLICATE("E4002", "IR: defined twice"),
  IR_RULE("E4003", "IR: text or types break a rule"),
  IR_INPUTS("E4004", "IR: bad input declaration"),
  IR_CONSTANT("E4005", "IR: constant does not fit its type"),
  IR_INDICES("E4006", "IR: bad indices or list"),
  IR_BOUNDS("E4007", "IR: slice or pad out of bounds"),
  IR_STEP("E4008", "IR: zero step"),
  IR_CHANNELS("E4009", "IR: convolution's channels or size"),
  IR_STRIDES("E4010", "IR: convolution's strides or dilation"),
  IR_INDEX_DTYPE("E4011", "IR: indices are no integers"),
  NO_DERIVATIVE("E5001", "operation without a derivative on this path"),
  INTERNAL("E5002", "a defect of the compiler"),
  SHAPE_NOT_DIFFERENTIABLE("E5003", "axis or shape not differentiable"),
  LOSS_NOT_SCALAR("E5004", "differentiated function must return a scalar float"),
  GRADIENT_OF_NON_FLOAT("E5005", "gradient of a non-float"),
  INDEX_RANGE("E6001", "index out of range"),
  ASSERTION("E6006", "assertion failed"),
  SOURCE_SIZE("E7001", "source too large"),
  OP_COUNT("E7002", "too many operations"),
  TENSOR_SIZE("E7003", "tensor too large"),
  UNROLL("E7004", "too many loop iterations"),
  NESTING("E7005", "nested too deeply");

  private final String id;
  private final String meaning;

  Code(String id, String meaning) {
    this.id = id;
    this.meaning = meaning;
  }

  /** The code of that id. */
  public static Code of(String id) {
    for (Code code : values()) {
      if (code.id.equals(id)) {
        return code;
      }
    }
    throw new IllegalArgumentException("no code " + id);
  }

  public String id() {
    return id;
  }

  public String meaning() {
    return meaning;
  }
}
