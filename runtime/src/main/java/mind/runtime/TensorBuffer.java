package mind.runtime;

import java.nio.ByteBuffer;
import mind.v1.TensorType;

/**
 * A tensor's value in memory: elements row-major, little-endian, unpadded; a BOOL is one byte.
 *
 * @param data from its position to its limit; direct buffers are used where they are, others are
 *     copied
 */
public record TensorBuffer(TensorType type, ByteBuffer data) {}
