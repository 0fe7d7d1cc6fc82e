package mind.compiler.artifact;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/**
 * Joins object files into one ar archive (GNU variant), for linkers: no times, owners or modes that
 * vary.
 */
final class ObjectArchive {
  private ObjectArchive() {}

  /**
   * The archive of objects by symbol; long names stand in a table of their own, as the format
   * wants.
   */
  static byte[] of(SortedMap<String, byte[]> objects) {
    ByteArrayOutputStream names = new ByteArrayOutputStream();
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    for (Map.Entry<String, byte[]> object : objects.entrySet()) {
      member(members, "/" + names.size(), object.getValue());
      names.writeBytes(ascii(object.getKey() + ".o/\n"));
    }
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    archive.writeBytes(ascii("!<arch>\n"));
    member(archive, "//", names.toByteArray());
    archive.writeBytes(members.toByteArray());
    return archive.toByteArray();
  }

  private static void member(ByteArrayOutputStream out, String name, byte[] content) {
    out.writeBytes(
        ascii(
            String.format(
                Locale.ROOT,
                "%-16s%-12d%-6d%-6d%-8s%-10d`\n",
                name,
                0,
                0,
                0,
                "644",
                content.length)));
    out.writeBytes(content);
    if (content.length % 2 == 1) {
      out.write('\n');
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
