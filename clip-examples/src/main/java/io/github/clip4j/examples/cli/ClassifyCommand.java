package io.github.clip4j.examples.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.clip4j.ClipModel;
import io.github.clip4j.ZeroShotClassifier;
import io.github.clip4j.ZeroShotClassifier.Prediction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code clip classify}: which of some labels fits each picture, without any training. */
@Command(
    name = "classify",
    description = "Choose the best label for each picture.",
    mixinStandardHelpOptions = true)
final class ClassifyCommand extends ModelCommand {
  @Parameters(
      arity = "1..*",
      paramLabel = "IMAGE",
      converter = InputFile.class,
      description = "Picture files; - is standard input.")
  @SuppressWarnings("NullAway.Init") // required, hence set by picocli
  private List<Path> images;

  @Option(
      names = "--label",
      required = true,
      paramLabel = "LABEL",
      description = "A possible answer; repeat it for each.")
  @SuppressWarnings("NullAway.Init") // required, hence set by picocli
  private List<String> labels;

  @Option(
      names = "--template",
      paramLabel = "TEMPLATE",
      description = {
        "Sentence that a label is put into, at {} (default: "
            + ZeroShotClassifier.DEFAULT_TEMPLATE
            + ").",
        "With several templates a label's vector is the mean."
      })
  private List<String> templates = List.of(ZeroShotClassifier.DEFAULT_TEMPLATE);

  @Override
  public Integer call() throws IOException {
    for (String template : templates) {
      if (!template.contains("{}")) {
        throw usage("the template has no {} for the label: " + template);
      }
    }
    try (ClipModel clip = model.load(err(), output.verbose())) {
      ZeroShotClassifier classifier = ZeroShotClassifier.of(clip, labels, templates);
      int failed =
          Pictures.encodeAll(
              clip,
              images,
              (image, embedding) -> report(image, classifier.classify(embedding)),
              this::reportFailure);
      hintAtModel();
      return failed == 0 ? 0 : ClipCommand.EXIT_FAULT;
    }
  }

  private void report(Path image, List<Prediction> ranking) {
    if (output.json()) {
      JsonArray results = new JsonArray();
      for (Prediction prediction : ranking) {
        JsonObject result = new JsonObject();
        result.addProperty("label", prediction.label());
        result.addProperty("cosine", prediction.cosine());
        result.addProperty("probability", prediction.probability());
        results.add(result);
      }
      JsonObject object = new JsonObject();
      object.addProperty("image", image.toString());
      object.add("results", results);
      out().println(OutputOptions.line(object));
    } else {
      out().println(OutputOptions.printable(image.toString()));
      for (Prediction prediction : ranking) {
        out()
            .printf(
                Locale.ROOT,
                "%6.3f  %9.1f %%  %s%n",
                prediction.cosine(),
                100 * prediction.probability(),
                OutputOptions.printable(prediction.label()));
      }
    }
    out().flush();
  }
}
