package mind.compiler.codegen;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Axis;
import mind.compiler.kernel.Index;
import mind.compiler.kernel.Nest;
import mind.compiler.schedule.Schedule;
import mind.compiler.schedule.Scheduler;

/**
 * All that a kernel's code is made from. Where specialising the code on extents and strides doesn't
 * pay, they are arguments of the kernel: the form has stand-ins for them, beyond any number that a
 * nest can have, so that nests of other sizes have forms of equal text, and what has can't but get
 * the same code. Offsets stay numbers: few programs differ in nothing else.
 *
 * @param nest in simplest form
 * @param schedule its decisions
 * @param arguments what the stand-ins stand for in the nest at hand, in order; no part of the code
 */
public record KernelForm(Nest nest, Schedule schedule, List<Long> arguments) {
  private static final long FIRST = 1L << 60;

  public KernelForm {
    arguments = List.copyOf(arguments);
  }

  /** The form of a simplified nest by one of {@link Scheduler#all its schedules}. */
  public static KernelForm of(Nest nest, Schedule schedule) {
    boolean isGeneral =
        schedule.staged() >= 0
            && Stream.concat(nest.operands().stream(), nest.results().stream())
                .allMatch(KernelForm::isFlat);
    return isGeneral
        ? new Generalisation().of(nest, schedule)
        : new KernelForm(nest, schedule.code(), List.of());
  }

  private static boolean isFlat(Access access) {
    return !access.guarded()
        && access.indices().size() <= 1
        && access.indices().stream().allMatch(i -> !i.isIndirect() && i.divisor() == 1);
  }

  /** Which of the arguments a number of the form stands for, or -1: it is the number itself. */
  public static int argument(long number) {
    return number >= FIRST ? Math.toIntExact(number - FIRST) : -1;
  }

  /** What the nest and its schedule are, as text: equal for what gets the same code. */
  public String text() {
    return NestText.of(nest) + "; " + schedule;
  }

  /** Puts stand-ins in place of a staged contraction's numbers. */
  private static final class Generalisation {
    private final List<Long> arguments = new ArrayList<>();

    private KernelForm of(Nest nest, Schedule schedule) {
      long width = (long) schedule.vectors() * schedule.lanes();
      List<Axis> axes = new ArrayList<>();
      for (int a = 0; a < nest.axes().size(); a++) {
        Axis axis = nest.axes().get(a);
        boolean isPart = a == schedule.laneAxis() && axis.extent() < width;
        axes.add(isPart ? axis : new Axis(axis.kind(), standIn(axis.extent())));
      }
      Nest general =
          new Nest(
              axes,
              nest.operands().stream().map(this::general).toList(),
              nest.body(),
              nest.combine(),
              nest.epilogue(),
              nest.results().stream().map(this::general).toList(),
              nest.trailingRun());
      boolean hasRows = schedule.rowAxis() >= 0;
      Schedule any =
          schedule.code(
              standIn(schedule.laneBlocks()),
              hasRows ? standIn(schedule.rowBlocks()) : 1,
              standIn(schedule.panels()),
              hasRows ? standIn(schedule.rowTiles()) : 1);
      return new KernelForm(general, any, arguments);
    }

    private long standIn(long number) {
      arguments.add(number);
      return FIRST + arguments.size() - 1;
    }

    /** Strides of 0 and 1 stay as they are: they decide how vectors are loaded. */
    private Access general(Access access) {
      List<Index> indices = new ArrayList<>();
      for (Index index : access.indices()) {
        List<Long> strides =
            index.strides().stream().map(s -> s == 0 || s == 1 ? s : (Long) standIn(s)).toList();
        indices.add(Index.affine(index.offset(), strides));
      }
      List<Long> extents = Collections.nCopies(indices.size(), 1L);
      return Access.of(access.buffer(), access.dtype(), extents, indices);
    }
  }
}
