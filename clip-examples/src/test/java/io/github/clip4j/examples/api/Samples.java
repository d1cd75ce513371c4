package io.github.clip4j.examples.api;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.clip4j.ClipModel;
import io.github.clip4j.Embedding;
import io.github.clip4j.ModelLocator;
import io.github.clip4j.ZeroShotClassifier;
import io.github.clip4j.checkpoint.Checkpoint;
import io.github.clip4j.checkpoint.CheckpointOptions;
import io.github.clip4j.config.ResNetConfig;
import io.github.clip4j.hub.HubCache;
import io.github.clip4j.hub.HubClient;
import io.github.clip4j.hub.HubSettings;
import io.github.clip4j.image.ImagePreprocessor;
import io.github.clip4j.image.PreprocessConfig;
import io.github.clip4j.image.Rgb;
import io.github.clip4j.image.RgbImage;
import io.github.clip4j.search.ImageIndex;
import io.github.clip4j.search.ImageIndexer;
import io.github.clip4j.search.ImageSearcher;
import io.github.clip4j.search.ModelIdentity;
import io.github.clip4j.search.QueryTerm;
import io.github.clip4j.search.SearchFilter;
import io.github.clip4j.search.SearchQuery;
import io.github.clip4j.search.VectorCollection;
import io.github.clip4j.tokenizer.ClipTokenizer;
import io.github.clip4j.translate.ImageTensorTranslator;
import io.github.clip4j.translate.ImageTranslator;
import io.github.clip4j.translate.ModuleMethod;
import io.github.clip4j.translate.TextTranslator;
import io.github.clip4j.translate.TokenTensorTranslator;
import io.github.clip4j.vector.ExactIndex;
import io.github.clip4j.vector.PrincipalComponents;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A harmless object of each type that a public method takes or belongs to. */
final class Samples implements AutoCloseable {
  private final List<Object> objects = new ArrayList<>();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  Samples(Path folder) throws IOException {
    ClipModel clip = closing(ClipModel.load("starter"));
    PreprocessConfig config = clip.imagePreprocessor().config();
    ImagePreprocessor preprocessor = clip.imagePreprocessor();
    ClipTokenizer tokenizer = ClipTokenizer.openClip();
    HubSettings offline =
        HubSettings.fromEnvironment().withCache(folder.resolve("hub")).withOffline("a test");
    ModelIdentity identity = ModelIdentity.of(clip, "starter");
    VectorCollection collection = closing(VectorCollection.open(folder.resolve("index"), identity));
    collection.put("a", Embedding.of(new float[identity.dimension()]), Map.of());
    collection.commit();
    ImageIndex index = closing(ImageIndex.open(folder.resolve("index")));
    Checkpoint checkpoint = closing(Checkpoint.open(ModelLocator.locate("starter")));
    NDManager manager = closing(NDManager.newBaseManager());
    objects.addAll(
        List.of(
            clip,
            ClipModel.builder(),
            ZeroShotClassifier.of(clip, List.of("a")),
            Embedding.of(1, 2),
            config,
            preprocessor,
            new Rgb(0.5f, 0.5f, 0.5f),
            new RgbImage(1, 1, new byte[3]),
            new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB),
            tokenizer,
            ClipTokenizer.builder(),
            checkpoint,
            checkpoint.tensors(),
            checkpoint.tensors().tensors().values().iterator().next(),
            checkpoint.config(),
            checkpoint.config().vision(),
            checkpoint.config().text(),
            CheckpointOptions.defaults()));
    objects.addAll(
        List.of(
            new ResNetConfig(224, List.of(3, 4, 6, 3), 64, 32),
            offline,
            HubClient.create(offline),
            HubCache.of(offline),
            ImageTranslator.ofFiles(preprocessor),
            TextTranslator.of(tokenizer),
            TokenTensorTranslator.of(77),
            ImageTensorTranslator.of(64),
            ModuleMethod.ENCODE_TEXT,
            ExactIndex.builder(2),
            ExactIndex.builder(2).build(),
            PrincipalComponents.of(new float[][] {{1, 2}, {2, 1}}, 1),
            identity,
            collection,
            index,
            ImageSearcher.of(index, clip),
            ImageIndexer.builder(clip, folder, folder.resolve("index")),
            SearchQuery.text("a"),
            SearchFilter.parse("year > 1900"),
            new QueryTerm.Text(1, "a")));
    objects.addAll(
        List.of(
            manager,
            new NDList(),
            manager.create(1f),
            Device.cpu(),
            folder.resolve("nothing-here"),
            "a",
            URI.create("http://localhost"),
            Duration.ofSeconds(1),
            Instant.EPOCH,
            Map.of(),
            List.of(),
            String.class,
            1));
  }

  private <T extends AutoCloseable> T closing(T resource) {
    open.push(resource);
    return resource;
  }

  /** An object of the type, or null if there is none. */
  @Nullable Object of(Class<?> type) {
    if (type == boolean.class) {
      return true;
    } else if (type == long.class) {
      return 1L;
    } else if (type == float.class) {
      return 1f;
    } else if (type == double.class) {
      return 1d;
    } else if (type.isPrimitive()) {
      return 1; // int; no method takes a short, byte or char
    } else if (type.isEnum()) {
      return type.getEnumConstants()[0];
    } else if (type.isArray()) {
      return array(type.getComponentType());
    } else if (type == Stream.class) {
      return Stream.of();
    } else if (type == ByteBuffer.class) {
      return ByteBuffer.allocate(1);
    } else if (type == java.io.InputStream.class) {
      return new ByteArrayInputStream(new byte[1]);
    }
    for (Object object : objects) {
      if (type.isInstance(object)) {
        return object;
      }
    }
    boolean listener = type.isInterface() && type.getName().startsWith("java.util.function.");
    return listener || type == ai.djl.translate.Translator.class ? silent(type) : null;
  }

  private static Object array(Class<?> component) {
    Object array = Array.newInstance(component, 1);
    if (component.isArray()) {
      Array.set(array, 0, array(component.getComponentType()));
    }
    return array;
  }

  private static Object silent(Class<?> type) {
    return Proxy.newProxyInstance(
        Samples.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> null);
  }

  @Override
  public void close() throws IOException {
    try {
      while (!open.isEmpty()) {
        open.pop().close();
      }
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
