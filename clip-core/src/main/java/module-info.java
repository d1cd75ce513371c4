/**
 * CLIP for Java on Deep Java Library. Start with {@link io.github.clip4j.ClipModel}.
 *
 * <p>On the module path two jars need a word of their own: DJL's native library ({@code
 * ai.djl.pytorch:pytorch-native-cpu}) has a name that is no module name, so it belongs on the class
 * path beside the module path; and the starter model takes part only if the program {@code requires
 * io.github.clip4j.starter} or is started with {@code --add-modules}.
 */
module io.github.clip4j {
  requires transitive ai.djl.api;
  requires transitive io.github.clip4j.tokenizer;
  requires transitive java.desktop;
  requires static transitive org.jspecify;
  requires ai.djl.pytorch_engine;
  requires com.google.gson;
  requires java.net.http;
  requires org.slf4j;

  exports io.github.clip4j;
  exports io.github.clip4j.checkpoint;
  exports io.github.clip4j.config;
  exports io.github.clip4j.errors;
  exports io.github.clip4j.hub;
  exports io.github.clip4j.image;
  exports io.github.clip4j.translate;
  exports io.github.clip4j.vector;
  exports io.github.clip4j.weights;
}
