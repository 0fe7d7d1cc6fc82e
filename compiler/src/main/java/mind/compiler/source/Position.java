package mind.compiler.source;

/** A place as people count it: lines and columns from 1, columns in Unicode code points. */
public record Position(int line, int column) {}
