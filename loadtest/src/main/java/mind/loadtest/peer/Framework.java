package mind.loadtest.peer;

/** The systems we compare with. */
public enum Framework {
  TORCH("torch", "PyTorch"),
  JAX("jax", "JAX"),
  ONNX("onnx", "ONNX Runtime"),
  DNNL("dnnl", "oneDNN");

  private final String id;
  private final String title;

  Framework(String id, String title) {
    this.id = id;
    this.title = title;
  }

  /** Its name in {@code tools/bench}. */
  public String id() {
    return id;
  }

  /** Its name for people. */
  public String title() {
    return title;
  }
}
