module consumer {
  requires io.github.clip4j;
  requires io.github.clip4j.starter;
}
