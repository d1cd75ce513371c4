package io.github.clip4j.examples.lesson3b;

import io.github.clip4j.ClipModel;
import io.github.clip4j.Embedding;
import io.github.clip4j.examples.museum.Artwork;
import io.github.clip4j.examples.museum.Outcome;
import io.github.clip4j.examples.report.Thumbnail;
import io.github.clip4j.image.ImagePreprocessor;
import io.github.clip4j.image.RgbImage;
import io.github.clip4j.vector.SimilarityFunction;
import io.github.clip4j.vector.TopK;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The pictures of a collection that could be read, each with its vector and a thumbnail. Immutable.
 */
final class EncodedCollection {
  private static final int THUMBNAIL = 112;

  private final List<Artwork> artworks;
  private final List<BufferedImage> thumbnails;
  private final float[][] vectors;

  private EncodedCollection(
      List<Artwork> artworks, List<BufferedImage> thumbnails, float[][] vectors) {
    this.artworks = artworks;
    this.thumbnails = thumbnails;
    this.vectors = vectors;
  }

  /**
   * Encodes pictures.
   *
   * @param unreadable is told of each file that is no picture after all
   */
  static EncodedCollection of(
      ClipModel clip, List<Outcome> outcomes, BiConsumer<Artwork, IOException> unreadable) {
    List<Artwork> artworks = new ArrayList<>();
    List<BufferedImage> thumbnails = new ArrayList<>();
    List<float[]> vectors = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      Path file = outcome.file();
      if (file == null) {
        continue;
      }
      try {
        // Decoded once, for the model and for the eye.
        ImagePreprocessor preprocessor = clip.imagePreprocessor();
        RgbImage image = preprocessor.decode(file);
        Embedding embedding = Embedding.of(clip.encodePixels(preprocessor.preprocess(image), 1)[0]);
        vectors.add(embedding.normalized().values());
        thumbnails.add(Thumbnail.of(image, THUMBNAIL));
        artworks.add(outcome.artwork());
      } catch (IOException e) {
        unreadable.accept(outcome.artwork(), e);
      }
    }
    return new EncodedCollection(artworks, thumbnails, vectors.toArray(float[][]::new));
  }

  int size() {
    return artworks.size();
  }

  Artwork artwork(int index) {
    return artworks.get(index);
  }

  BufferedImage thumbnail(int index) {
    return thumbnails.get(index);
  }

  /** Unit vectors, a row a picture. */
  float[][] vectors() {
    return vectors;
  }

  /** The pictures most like a vector, best first. */
  List<TopK.Hit> nearest(float[] vector, int count) {
    return TopK.search(vector, vectors, count, SimilarityFunction.COSINE);
  }

  /** The pictures most like one of them, without itself. */
  List<TopK.Hit> neighbours(int index, int count) {
    return nearest(vectors[index], count + 1).stream()
        .filter(hit -> hit.index() != index)
        .limit(count)
        .toList();
  }
}
