package mind.compiler.schedule;

/** A rewrite of nests that keeps what each buffer that outlives it holds. */
interface Fusion {
  NestProgram run(NestProgram program);
}
