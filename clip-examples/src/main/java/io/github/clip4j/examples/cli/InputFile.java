package io.github.clip4j.examples.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The name of a file to read. {@code -} is standard input, as in other commands, where the system
 * has a file for it; a file of that name is {@code ./-}.
 */
final class InputFile implements ITypeConverter<Path> {
  private static final Path STANDARD_INPUT = Path.of("/dev/stdin");

  InputFile() {}

  @Override
  public Path convert(String name) {
    if (name.isEmpty()) {
      throw new TypeConversionException("the name of a file is needed, and this is empty");
    }
    if (name.equals("-") && Files.exists(STANDARD_INPUT)) {
      return STANDARD_INPUT;
    }
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new TypeConversionException("no name of a file here: " + e.getMessage());
    }
  }
}
