package io.github.clip4j;

import io.github.clip4j.errors.EngineUnavailableException;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that starts the engine and prints what came of it; with the argument {@code twice}, in
 * two class loaders, as a server with two web applications does.
 */
public final class EngineProcess implements Runnable {
  public EngineProcess() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 0) {
      new EngineProcess().run();
      return;
    }
    List<URL> urls = new ArrayList<>();
    for (String path : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      urls.add(Path.of(path).toUri().toURL());
    }
    for (int i = 0; i < 2; i++) {
      // Not closed: a server's loaders live on.
      @SuppressWarnings("resource")
      URLClassLoader loader =
          new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
      Thread.currentThread().setContextClassLoader(loader);
      Object process =
          loader.loadClass(EngineProcess.class.getName()).getConstructor().newInstance();
      ((Runnable) process).run();
    }
  }

  @Override
  public void run() {
    try {
      System.out.println("started " + EngineStart.require().getEngineName());
    } catch (EngineUnavailableException e) {
      System.out.println(e.code() + " " + e.getMessage());
    }
  }
}
