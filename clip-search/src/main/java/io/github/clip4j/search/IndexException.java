package io.github.clip4j.search;

import io.github.clip4j.errors.ClipException;
import org.jspecify.annotations.Nullable;

/**
 * An index that cannot be used as asked. Codes:
 *
 * <ul>
 *   <li>{@code IDX_MISSING}: there is no index in the folder
 *   <li>{@code IDX_NOT_INDEX}: the folder holds something else, and nothing was written into it
 *   <li>{@code IDX_FORMAT}: made by another version of this library
 *   <li>{@code IDX_DAMAGED}: files of the index are missing or changed
 *   <li>{@code IDX_MODEL}: made with another model
 *   <li>{@code IDX_LOCKED}: something else is writing to it
 *   <li>{@code IDX_FOLDER}: made of another folder
 *   <li>{@code IDX_FOLDER_EMPTY}: the folder has no pictures any more, though the index does
 *   <li>{@code IDX_METADATA}: the metadata file cannot be read
 * </ul>
 *
 * @since 0.1.0
 */
public final class IndexException extends ClipException {
  private static final long serialVersionUID = 1L;

  IndexException(String code, String message, @Nullable Throwable cause) {
    super(code, message, cause);
  }

  IndexException(String code, String message) {
    super(code, message, null);
  }
}
