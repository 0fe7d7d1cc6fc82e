package mind.cli.train;

import java.util.List;
import mind.v1.Tensor;

/** Where a step's data comes from: tensors in the order of the step's data inputs. */
sealed interface Batches {
  /** The data of a step; steps count from 1 and are asked for in order. */
  List<Tensor> of(long step);

  /** Steps in one pass over the data; 0 where data never ends. */
  int stepsPerEpoch();

  /** Calls the program's batch function with the step's key. */
  record Generated(KeyedFunction function, TrainSettings settings) implements Batches {
    @Override
    public List<Tensor> of(long step) {
      return function.call(settings.key(step));
    }

    @Override
    public int stepsPerEpoch() {
      return 0;
    }
  }

  /**
   * Walks over files in a new order each epoch. Rows left over at an epoch's end are dropped: all
   * steps then have one shape, one artifact and equal weight, and another order gives them their
   * turn in the next epoch.
   */
  final class Files implements Batches {
    private final Dataset data;
    private final int size;
    private final long seed;
    private int[] order = new int[0];

    Files(Dataset data, int size, long seed) {
      this.data = data;
      this.size = Math.min(size, data.rows());
      this.seed = seed;
    }

    @Override
    public List<Tensor> of(long step) {
      int inEpoch = Math.toIntExact((step - 1) % stepsPerEpoch());
      if (inEpoch == 0) {
        order = Shuffle.order(data.rows(), seed, (step - 1) / stepsPerEpoch());
      }
      return data.rows(order, inEpoch * size, (inEpoch + 1) * size);
    }

    @Override
    public int stepsPerEpoch() {
      return data.rows() / size;
    }
  }
}
