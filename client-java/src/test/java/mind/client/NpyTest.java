package mind.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import mind.v1.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as NumPy 2.4 wrote them, and damaged ones. */
final class NpyTest {
  private static final String C_ORDER =
      "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIs"
          + "IDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"
          + "IAoAAAAAAACAPwAAAEAAAEBAAACAQAAAoEA=";
  private static final String FORTRAN_VERSION_2 =
      "k05VTVBZAgB0AAAAeydkZXNjcic6ICc8aTQnLCAnZm9ydHJhbl9vcmRlcic6IFRydWUsICdzaGFwZSc6ICgy"
          + "LCAzKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"
          + "IAoAAAAAAwAAAAEAAAAEAAAAAgAAAAUAAAA=";
  private static final String FORTRAN_VERSION_3 =
      "k05VTVBZAwB0AAAAeydkZXNjcic6ICc8aTgnLCAnZm9ydHJhbl9vcmRlcic6IFRydWUsICdzaGFwZSc6ICgy"
          + "LCAyLCAzKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"
          + "IAoAAAAAAAAAAAYAAAAAAAAAAwAAAAAAAAAJAAAAAAAAAAEAAAAAAAAABwAAAAAAAAAEAAAAAAAAAAoAAAAA"
          + "AAAAAgAAAAAAAAAIAAAAAAAAAAUAAAAAAAAACwAAAAAAAAA=";
  private static final String SCALAR =
      "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKCks"
          + "IH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"
          + "IAoAAAAAAAAEQA==";
  private static final String BOOLEANS =
      "k05VTVBZAQB2AHsnZGVzY3InOiAnfGIxJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDMs"
          + "KSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"
          + "IAoBAAE=";
  private static final String BIG_ENDIAN =
      "k05VTVBZAQB2AHsnZGVzY3InOiAnPmY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIs"
          + "KSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"
          + "IAoAAAAAP4AAAA==";

  @TempDir Path folder;

  private static byte[] bytes(String base64) {
    return Base64.getDecoder().decode(base64);
  }

  private static Tensor read(byte[] bytes) throws IOException {
    return Npy.read(new ByteArrayInputStream(bytes));
  }

  @Test
  void readsWhatNumpyWrites() throws IOException {
    assertThat(read(bytes(C_ORDER))).isEqualTo(Tensors.of(new float[] {0, 1, 2, 3, 4, 5}, 2, 3));
    assertThat(read(bytes(FORTRAN_VERSION_2)))
        .isEqualTo(Tensors.of(new int[] {0, 1, 2, 3, 4, 5}, 2, 3));
    assertThat(read(bytes(FORTRAN_VERSION_3)))
        .isEqualTo(Tensors.of(new long[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, 2, 2, 3));
    assertThat(read(bytes(SCALAR))).isEqualTo(Tensors.scalar(2.5));
    assertThat(read(bytes(BOOLEANS))).isEqualTo(Tensors.of(new boolean[] {true, false, true}, 3));
  }

  @Test
  void writesTheBytesThatNumpyWrites() throws IOException {
    for (String file : new String[] {C_ORDER, SCALAR, BOOLEANS}) {
      assertThat(Npy.encode(read(bytes(file)))).isEqualTo(ByteString.copyFrom(bytes(file)));
    }
  }

  @Test
  void roundTripsThroughFiles() throws IOException {
    Path file = folder.resolve("a.npy");
    Tensor tensor = Tensors.of(new double[] {1, Double.NaN, -0.0}, 3, 1);
    Npy.write(file, tensor);
    assertThat(Npy.read(file)).isEqualTo(tensor);
  }

  @Test
  void everyShorterFileIsRefused() {
    byte[] good = bytes(C_ORDER);
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(NpyException.class);
    }
    byte[] longer = Arrays.copyOf(good, good.length + 1);
    assertThatThrownBy(() -> read(longer)).hasMessageContaining("goes on after");
  }

  @Test
  void refusesWhatItCannotTake() {
    assertThatThrownBy(() -> read(bytes(BIG_ENDIAN)))
        .isInstanceOf(NpyException.class)
        .hasMessageContaining("'>f4'")
        .hasMessageContaining("astype");
    assertRefused("(2, 3)", "(2, 0)", "dimension of zero");
    assertRefused("(2, 3)", "(99999999999, 99999999999)", "over 2 GiB");
    assertRefused("(2, 3)", "(9999999999999999999999, 1)", "can't be read");
    assertRefused("'descr'", "'dexcr'", "no plain 'descr'");
    assertRefused("'<f4'", "[('a', '<f4')]", "no plain 'descr'");
    assertRefused("False", "Maybe", "no plain 'fortran_order'");
  }

  private static void assertRefused(String from, String to, String message) {
    String text = new String(bytes(C_ORDER), StandardCharsets.ISO_8859_1);
    int grown = to.length() - from.length();
    String header = text.substring(10, 128).replace(from, to);
    String fitted = grown > 0 ? header.replace(" ".repeat(grown) + "\n", "\n") : header;
    byte[] bytes =
        (text.substring(0, 8) + (char) fitted.length() + "\0" + fitted + text.substring(128))
            .getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(NpyException.class)
        .hasMessageContaining(message);
  }

  @Test
  void namesTheFile() throws IOException {
    Path file = folder.resolve("broken.npy");
    Files.writeString(file, "nonsense");
    assertThatThrownBy(() -> Npy.read(file)).hasMessageContaining("broken.npy: not a .npy file");
  }
}
