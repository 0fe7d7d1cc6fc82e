package mind.compiler.syntax;

/** The kinds of tokens; each with the text that a diagnostic shows for it. */
public enum TokenKind {
  END("end of the program"),
  NAME("a name"),
  INTEGER("a number"),
  FLOAT("a number"),
  STRING("a string"),
  /** A token that was already reported: nothing more is said about it. */
  BAD("an invalid token"),

  FN("`fn`"),
  LET("`let`"),
  MUT("`mut`"),
  CONST("`const`"),
  STRUCT("`struct`"),
  TYPE("`type`"),
  USE("`use`"),
  IMPORT("`import`"),
  EXPORT("`export`"),
  RETURN("`return`"),
  IF("`if`"),
  ELSE("`else`"),
  FOR("`for`"),
  IN("`in`"),
  WHILE("`while`"),
  MATCH("`match`"),
  TRUE("`true`"),
  FALSE("`false`"),
  AS("`as`"),

  LEFT_PAREN("`(`"),
  RIGHT_PAREN("`)`"),
  LEFT_BRACKET("`[`"),
  RIGHT_BRACKET("`]`"),
  LEFT_BRACE("`{`"),
  RIGHT_BRACE("`}`"),
  COMMA("`,`"),
  SEMICOLON("`;`"),
  COLON("`:`"),
  PATH("`::`"),
  DOT("`.`"),
  RANGE("`..`"),
  ARROW("`->`"),
  FAT_ARROW("`=>`"),
  PIPE("`|`"),
  ASSIGN("`=`"),
  PLUS_ASSIGN("`+=`"),
  MINUS_ASSIGN("`-=`"),
  STAR_ASSIGN("`*=`"),
  SLASH_ASSIGN("`/=`"),
  PLUS("`+`"),
  MINUS("`-`"),
  STAR("`*`"),
  SLASH("`/`"),
  PERCENT("`%`"),
  AT("`@`"),
  POWER("`**`"),
  EQUAL("`==`"),
  NOT_EQUAL("`!=`"),
  LESS("`<`"),
  LESS_EQUAL("`<=`"),
  GREATER("`>`"),
  GREATER_EQUAL("`>=`"),
  AND("`&&`"),
  OR("`||`"),
  NOT("`!`");

  private final String text;

  TokenKind(String text) {
    this.text = text;
  }

  /** How a diagnostic names a token of this kind. */
  public String text() {
    return text;
  }

  /** Keywords that can only start a statement or an item; recovery stops before them. */
  boolean startsStatement() {
    return switch (this) {
      case FN, LET, CONST, STRUCT, TYPE, USE, IMPORT, EXPORT, RETURN, FOR, WHILE -> true;
      default -> false;
    };
  }
}
