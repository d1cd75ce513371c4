package io.github.clip4j.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where models come from and where they are kept. {@link #fromEnvironment()} reads the variables of
 * Python's {@code huggingface_hub}, so that both share one cache and one log-in:
 *
 * <table>
 * <caption>Variables</caption>
 * <tr><th>variable</th><th>meaning</th></tr>
 * <tr><td>{@code HF_ENDPOINT}</td><td>address of the hub, default https://huggingface.co</td></tr>
 * <tr><td>{@code HF_HUB_CACHE}</td><td>the cache folder</td></tr>
 * <tr><td>{@code HF_HOME}</td><td>its parent: the cache is {@code $HF_HOME/hub}, the token file
 * {@code $HF_HOME/token}; default {@code $XDG_CACHE_HOME/huggingface} or {@code
 * ~/.cache/huggingface}</td></tr>
 * <tr><td>{@code HF_TOKEN}, {@code HF_TOKEN_PATH}</td><td>the access token, or the file that holds
 * it; {@code HF_HUB_DISABLE_IMPLICIT_TOKEN=1} sends none</td></tr>
 * <tr><td>{@code HF_HUB_OFFLINE}, {@code TRANSFORMERS_OFFLINE}, {@code DJL_OFFLINE}, the system
 * property {@code ai.djl.offline}</td><td>forbid every connection; the property is not heeded where
 * the system property {@code clip4j.hub.offline} is {@code false}</td></tr>
 * <tr><td>{@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code ALL_PROXY}, {@code NO_PROXY}, also in
 * lower case</td><td>proxies, read when a {@link HubClient} is made; what Java itself was told comes
 * first</td></tr>
 * <tr><td>{@code HF_HUB_DISABLE_SYMLINKS}</td><td>plain files instead of links</td></tr>
 * </table>
 *
 * @param endpoint address of the hub, http or https, without a slash at the end
 * @param cache the cache folder in the Hugging Face layout; need not exist yet
 * @param openAiCache the folder of OpenAI's original files, as the Python package {@code clip} has
 *     it; need not exist yet
 * @param token the access token, sent to the endpoint's own host only, or null
 * @param offlineBecause the setting that forbids connections, such as {@code HF_HUB_OFFLINE=1}, or
 *     null when they are allowed
 * @param symlinks whether snapshots may be symbolic links to blobs
 * @since 0.1.0
 */
public record HubSettings(
    URI endpoint,
    Path cache,
    Path openAiCache,
    @Nullable String token,
    @Nullable String offlineBecause,
    boolean symlinks) {

  private static final Set<String> YES = Set.of("1", "ON", "YES", "TRUE");
  private static final String DEFAULT_ENDPOINT = "https://huggingface.co";

  /**
   * Checks the parts.
   *
   * @param endpoint address of the hub, http or https, without a slash at the end
   * @param cache the cache folder in the Hugging Face layout
   * @param openAiCache the folder of OpenAI's original files, as the Python package {@code clip}
   *     has it
   * @param token the access token, sent to the endpoint's own host only, or null
   * @param offlineBecause the setting that forbids connections, such as {@code HF_HUB_OFFLINE=1},
   *     or null when they are allowed
   * @param symlinks whether snapshots may be symbolic links to blobs
   */
  public HubSettings {
    Objects.requireNonNull(endpoint, "endpoint");
    Objects.requireNonNull(cache, "cache");
    Objects.requireNonNull(openAiCache, "openAiCache");
    String scheme = endpoint.getScheme() == null ? "" : endpoint.getScheme();
    if ((!scheme.equals("https") && !scheme.equals("http")) || endpoint.getHost() == null) {
      throw new IllegalArgumentException(
          "endpoint must be an http or https address, found '" + endpoint + "'");
    }
    if (token != null && !token.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      throw new IllegalArgumentException("token holds blanks or characters outside ASCII");
    }
  }

  /**
   * {@return the settings of this process}
   *
   * @throws IllegalArgumentException if a variable holds no valid address or path
   */
  public static HubSettings fromEnvironment() {
    return from(System.getenv(), System::getProperty);
  }

  static HubSettings from(Map<String, String> env, Function<String, @Nullable String> property) {
    Path userHome = Path.of(text(property.apply("user.home"), "."));
    Path userCache =
        env.containsKey("XDG_CACHE_HOME")
            ? path("XDG_CACHE_HOME", text(env.get("XDG_CACHE_HOME"), "."), userHome)
            : userHome.resolve(".cache");
    String hfHome = env.get("HF_HOME");
    Path home =
        hfHome == null ? userCache.resolve("huggingface") : path("HF_HOME", hfHome, userHome);
    String hubCache = env.getOrDefault("HF_HUB_CACHE", env.get("HUGGINGFACE_HUB_CACHE"));
    Path cache = hubCache == null ? home.resolve("hub") : path("HF_HUB_CACHE", hubCache, userHome);
    return new HubSettings(
        endpoint(env.get("HF_ENDPOINT")),
        cache,
        userHome.resolve(".cache").resolve("clip"),
        token(env, home, userHome),
        offlineBecause(env, property),
        !isYes(env.get("HF_HUB_DISABLE_SYMLINKS")));
  }

  /**
   * {@return the same settings with another hub}
   *
   * @param other an absolute http or https address
   */
  public HubSettings withEndpoint(URI other) {
    Objects.requireNonNull(other, "other");
    return new HubSettings(other, cache, openAiCache, token, offlineBecause, symlinks);
  }

  /**
   * {@return the same settings with another cache folder}
   *
   * @param folder need not exist
   */
  public HubSettings withCache(Path folder) {
    Objects.requireNonNull(folder, "folder");
    return new HubSettings(endpoint, folder, openAiCache, token, offlineBecause, symlinks);
  }

  /**
   * {@return the same settings with another folder for OpenAI's original files}
   *
   * @param folder need not exist
   */
  public HubSettings withOpenAiCache(Path folder) {
    Objects.requireNonNull(folder, "folder");
    return new HubSettings(endpoint, cache, folder, token, offlineBecause, symlinks);
  }

  /**
   * {@return the same settings with another access token, or none}
   *
   * @param other the token, or null for none
   */
  public HubSettings withToken(@Nullable String other) {
    return new HubSettings(endpoint, cache, openAiCache, other, offlineBecause, symlinks);
  }

  /**
   * {@return the same settings with connections forbidden for the reason given, or allowed if it is
   * null}
   *
   * @param because what forbids, for messages, such as {@code "the option --offline"}
   */
  public HubSettings withOffline(@Nullable String because) {
    return new HubSettings(endpoint, cache, openAiCache, token, because, symlinks);
  }

  /**
   * {@return the same settings with or without symbolic links}
   *
   * @param allowed false where the file system has no links, or they are not wanted
   */
  public HubSettings withSymlinks(boolean allowed) {
    return new HubSettings(endpoint, cache, openAiCache, token, offlineBecause, allowed);
  }

  /** {@return whether connections are forbidden} */
  public boolean offline() {
    return offlineBecause != null;
  }

  /** All parts but the token, of which only the presence is told. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "HubSettings[endpoint=%s, cache=%s, openAiCache=%s, token=%s, offlineBecause=%s, symlinks=%s]",
        endpoint,
        cache,
        openAiCache,
        token == null ? "none" : "present",
        offlineBecause,
        symlinks);
  }

  private static URI endpoint(@Nullable String value) {
    String address = text(value, DEFAULT_ENDPOINT);
    while (address.endsWith("/")) {
      address = address.substring(0, address.length() - 1);
    }
    try {
      return URI.create(address);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "HF_ENDPOINT must be an http or https address, found '" + address + "'", e);
    }
  }

  private static @Nullable String offlineBecause(
      Map<String, String> env, Function<String, @Nullable String> property) {
    for (String name : new String[] {"HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "DJL_OFFLINE"}) {
      String value = env.get(name);
      if (isYes(value)) {
        return "the environment variable " + name + "=" + value;
      }
    }
    // DJL's property also stops downloads of native libraries; a program may want only that.
    if ("false".equals(property.apply("clip4j.hub.offline"))) {
      return null;
    }
    String value = property.apply("ai.djl.offline");
    return isYes(value) ? "the system property ai.djl.offline=" + value : null;
  }

  private static @Nullable String token(Map<String, String> env, Path home, Path userHome) {
    if (isYes(env.get("HF_HUB_DISABLE_IMPLICIT_TOKEN"))) {
      return null;
    }
    String value = env.getOrDefault("HF_TOKEN", env.get("HUGGING_FACE_HUB_TOKEN"));
    if (value == null) {
      String file = env.get("HF_TOKEN_PATH");
      Path path = file == null ? home.resolve("token") : path("HF_TOKEN_PATH", file, userHome);
      try {
        value = Files.isRegularFile(path) ? Files.readString(path, StandardCharsets.UTF_8) : null;
      } catch (IOException e) {
        // An unreadable token file means anonymous access, as in huggingface_hub.
        return null;
      }
    }
    String trimmed = value == null ? "" : value.strip();
    return trimmed.isEmpty() ? null : trimmed;
  }

  private static Path path(String variable, String value, Path userHome) {
    try {
      boolean underHome = value.equals("~") || value.startsWith("~/") || value.startsWith("~\\");
      return underHome
          ? userHome.resolve(value.length() <= 2 ? "" : value.substring(2))
          : Path.of(value);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(variable + " is no path: '" + value + "'", e);
    }
  }

  private static boolean isYes(@Nullable String value) {
    return value != null && YES.contains(value.strip().toUpperCase(Locale.ROOT));
  }

  private static String text(@Nullable String value, String otherwise) {
    return value == null || value.isBlank() ? otherwise : value.strip();
  }
}
