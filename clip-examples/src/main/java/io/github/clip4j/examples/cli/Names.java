package io.github.clip4j.examples.cli;

import io.github.clip4j.image.PreprocessLayout;
import io.github.clip4j.tokenizer.TokenizerDialect;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How enum values are written in JSON and on the command line: {@code open_clip}, {@code hf}. */
final class Names {
  private Names() {}

  static String of(Enum<?> value) {
    return value.name().equals("HUGGING_FACE") ? "hf" : value.name().toLowerCase(Locale.ROOT);
  }

  private static <E extends Enum<E>> E parse(Class<E> type, String name) {
    StringBuilder known = new StringBuilder();
    for (E value : type.getEnumConstants()) {
      if (of(value).equalsIgnoreCase(name)) {
        return value;
      }
      known.append(known.isEmpty() ? "" : ", ").append(of(value));
    }
    throw new TypeConversionException("expected one of " + known + " but was '" + name + "'");
  }

  /** For {@code --dialect}. */
  static final class ToDialect implements ITypeConverter<TokenizerDialect> {
    ToDialect() {}

    @Override
    public TokenizerDialect convert(String name) {
      return parse(TokenizerDialect.class, name);
    }
  }

  /** For {@code --layout}. */
  static final class ToLayout implements ITypeConverter<PreprocessLayout> {
    ToLayout() {}

    @Override
    public PreprocessLayout convert(String name) {
      return parse(PreprocessLayout.class, name);
    }
  }
}
