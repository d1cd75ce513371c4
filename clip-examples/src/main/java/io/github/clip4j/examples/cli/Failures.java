package io.github.clip4j.examples.cli;

import io.github.clip4j.errors.EngineUnavailableException;
import io.github.clip4j.errors.ImageTooLargeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Says in one line what went wrong. */
final class Failures {
  private Failures() {}

  /** Prints one line, and the stack trace below it if wanted. */
  static void report(PrintWriter err, Throwable failure, boolean verbose) {
    // Its remedy may be lines for a pom.xml, which are copied as they are.
    boolean asWritten = failure instanceof EngineUnavailableException;
    err.println("clip: " + (asWritten ? failure.getMessage() : describe(failure)));
    if (verbose) {
      failure.printStackTrace(err);
    }
    err.flush();
  }

  /** The failure with the input that it concerns, unless its message names it already. */
  static IOException about(Path input, Exception failure) {
    String message = describe(failure);
    Path name = input.getFileName();
    if (name != null && message.contains(name.toString())) {
      return new IOException(message, failure);
    }
    return new IOException(input + ": " + message, failure);
  }

  /** One line for people: no class names where a plain sentence will do, no line breaks. */
  static String describe(Throwable failure) {
    String message = sentence(failure);
    return message.strip().replaceAll("\\s*\\R\\s*", "; ");
  }

  private static String sentence(Throwable failure) {
    if (failure instanceof NoSuchFileException missing) {
      String reason = missing.getReason();
      return missing.getFile() + ": " + (reason == null ? "no such file" : reason);
    }
    if (failure instanceof AccessDeniedException denied) {
      return denied.getFile() + ": permission denied";
    }
    if (failure instanceof NotDirectoryException file) {
      return file.getFile() + ": is a file; a folder is needed here";
    }
    if (failure instanceof FileAlreadyExistsException file) {
      return file.getFile() + ": is there already, and is no folder";
    }
    if (failure instanceof FileSystemException file) {
      return file.getFile() + ": " + (file.getReason() == null ? kind(file) : file.getReason());
    }
    if (failure instanceof ImageTooLargeException picture) {
      return forTheShell(String.valueOf(picture.getMessage()));
    }
    String message = failure.getMessage();
    if (message == null || message.isBlank()) {
      return kind(failure);
    }
    boolean written = failure instanceof IllegalArgumentException || failure instanceof IOException;
    return written ? message : kind(failure) + ": " + message;
  }

  /** The library's remedies are for programs; here there are no builders and no JVM to start. */
  private static String forTheShell(String message) {
    return message
        .replace("raise maxPixels if the source is trusted", "make it smaller first")
        .replace("lower maxPixels or give", "give")
        .replace("(-Xmx)", "(CLIP_OPTS=-Xmx4g)");
  }

  private static String kind(Throwable failure) {
    return failure.getClass().getSimpleName();
  }
}
