package mind.cli.train;

import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What the user chose for a training.
 *
 * @param data files by name of the step's input; empty: data comes from the program's batch
 *     function
 * @param test held-back files by name of the step's input
 * @param batch rows of a step, where data comes from files
 * @param epochs passes over the files, at most
 * @param steps steps, at most
 * @param set values of parameters that have defaults
 * @param seed where every key of the training starts
 * @param threads at most so many threads run a step; 0: the server's choice
 */
public record TrainSettings(
    Map<String, Path> data,
    Map<String, Path> test,
    int batch,
    OptionalInt epochs,
    OptionalInt steps,
    Map<String, String> set,
    long seed,
    int threads) {
  public TrainSettings {
    data = Map.copyOf(data);
    test = Map.copyOf(test);
    set = Map.copyOf(set);
  }

  /** The key, and the seed of draws without a key, of a step; steps count from 1. */
  long key(long step) {
    return seed + step;
  }
}
